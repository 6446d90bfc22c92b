"use strict";

// A photo that another app shares with this page waits here until the page asks for it.
let photo = null;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "POST" && new URL(url).pathname === "/shared") {
    event.respondWith(received(event.request));
  }
});

async function received(request) {
  photo = (await request.formData()).get("photo");
  return Response.redirect("/?shared", 303);
}

self.addEventListener("message", (event) => {
  event.source.postMessage(photo);
  photo = null;
});
