"use strict";

// A photo is made as large as Lantern looks at it, and no larger.
const LONGEST_SIDE = 2560;
const JPEG_QUALITY = 0.85;
// A thing is looked for in small pictures; the lines of a page need larger ones.
const THING_SIDE = 640;
const PAGE_SIDE = 1280;
// Milliseconds between two looks, at least.
const LOOK = 200;
// Milliseconds without a word until the page says so, and until it gives up.
const SLOW = 8000;
const LOST = 45000;

const $ = (id) => document.getElementById(id);
const words = document.body.dataset;

// The photo that answers are about, and the name that the computer gave it.
let photo = null;
let known = "";
let running = null;
// Whether the places of the photo are on the page, and the box of the one that was chosen last.
let explored = false;
let chosen = null;
// The section in which answers are written now: about the whole photo, or about a place.
let here = $("answering");
// The stream of the phone's camera while it runs, and the wait for one.
let camera = null;
let opening = null;
// What ends the present guidance, and the button that began it.
let guiding = null;
let began = null;

// What is said twice must change between, or it is not announced.
const PAUSE = 50;
let coming = 0;
let turning = 0;

function state(text, section = $("photos").hidden ? $("connect") : here) {
  clearTimeout(coming);
  for (const line of document.querySelectorAll("[role=status]")) line.textContent = "";
  if (!text) return;
  const line = section.querySelector("[role=status]");
  coming = setTimeout(() => (line.textContent = text), PAUSE);
  speak([{ text, lang: document.documentElement.lang }]);
}

function hush() {
  if (window.speechSynthesis) speechSynthesis.cancel();
}

function log() {
  return here.querySelector("[role=log]");
}

function speak(said) {
  if (!$("aloud").checked || !window.speechSynthesis) return;
  for (const part of said) {
    const utterance = new SpeechSynthesisUtterance(part.text);
    utterance.lang = part.lang;
    speechSynthesis.speak(utterance);
  }
}

function fill(line, said) {
  for (const part of said) {
    const span = document.createElement("span");
    span.textContent = part.text;
    span.lang = part.lang;
    line.append(span);
  }
}

function parts(line) {
  return [...line.children].map((span) => ({ text: span.textContent, lang: span.lang }));
}

function say(said) {
  const line = document.createElement("p");
  fill(line, said);
  log().append(line);
  speak(said);
}

function direct(said) {
  // An older direction would mislead.
  hush();
  clearTimeout(turning);
  $("way").replaceChildren();
  if (!said.length) return;
  turning = setTimeout(() => {
    fill($("way"), said);
    speak(said);
  }, PAUSE);
}

function again() {
  if (guiding && $("way").textContent) return direct(parts($("way")));
  const lines = [...log().children];
  if (!lines.length) return state(words.noAnswer);
  hush();
  log().replaceChildren();
  setTimeout(() => {
    for (const line of lines) say(parts(line));
  }, PAUSE);
}

function copy(section) {
  getSelection().selectAllChildren(section.querySelector("[role=log]"));
  // The newer way is there on encrypted pages only.
  state(document.execCommand("copy") ? words.copied : words.notCopied, section);
}

function show(connected) {
  if (!connected) switchOff();
  $("connect").hidden = connected;
  $("photos").hidden = !connected;
}

function failure(message, status) {
  return Object.assign(new Error(message), { status });
}

async function send(path, body, signal) {
  const answer = await fetch(path, { method: "POST", body, signal, cache: "no-store" });
  if (answer.ok) return answer;
  const { error } = await answer.json();
  if (answer.status === 401) show(false);
  throw failure(error.message, answer.status);
}

async function drawn(source, width, height, longest) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", JPEG_QUALITY));
}

async function smaller(file) {
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const made = await drawn(image, image.width, image.height, LONGEST_SIDE);
    image.close();
    return made || file;
  } catch {
    // The computer may know a format that this browser does not.
    return file;
  }
}

function still(longest) {
  const video = $("video");
  return drawn(video, video.videoWidth, video.videoHeight, longest);
}

async function opened() {
  try {
    const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
    camera = await navigator.mediaDevices.getUserMedia({ video: wanted });
    for (const track of camera.getTracks()) track.addEventListener("ended", ended);
    $("video").srcObject = camera;
    await $("video").play();
    showCamera();
    return true;
  } catch {
    switchOff();
    state(words.noCamera);
    return false;
  } finally {
    opening = null;
  }
}

function showCamera() {
  $("video").hidden = !camera;
  $("live").textContent = camera ? words.liveOff : words.liveOn;
}

async function switchOn() {
  if (camera && !opening) return true;
  opening ||= opened();
  return opening;
}

function switchOff() {
  halt();
  if (!camera) return;
  for (const track of camera.getTracks()) track.stop();
  camera = null;
  $("video").srcObject = null;
  showCamera();
}

function halt() {
  if (!guiding) return false;
  guiding.abort();
  guiding = null;
  direct([]);
  const focused = document.activeElement === $("halt");
  $("halt").hidden = true;
  if (focused) began.focus();
  return true;
}

async function guide(button, thing, longest) {
  halt();
  if (!(await switchOn())) return;
  if (running) running.abort();
  running = null;
  const own = (guiding = new AbortController());
  began = button;
  here = $("answering");
  state("");
  log().replaceChildren();
  $("halt").hidden = false;
  const values = new URLSearchParams({ guide: crypto.randomUUID(), thing });
  try {
    for (let ends = false; !ends; ) {
      const next = performance.now() + LOOK;
      const lost = setTimeout(() => own.abort(), LOST);
      const answer = await send("/guide?" + values, await still(longest), own.signal);
      const { said, end } = await answer.json();
      clearTimeout(lost);
      if (guiding !== own) return;
      if (end) {
        // What follows is about what is in sight now.
        keep(await still(LONGEST_SIDE));
        halt();
        say(said);
      } else if (said.length) direct(said);
      ends = end;
      await new Promise((done) => setTimeout(done, next - performance.now()));
    }
  } catch (error) {
    // Without a connection, the guidance has ended already.
    if (guiding !== own && error.status !== 401) return;
    halt();
    state(error.status ? error.message : words.gone);
  }
}

function ended() {
  if (!camera) return;
  switchOff();
  state(words.cameraOff);
}

async function* lines(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const whole = (rest + value).split("\n");
    rest = whole.pop();
    for (const line of whole) yield JSON.parse(line);
  }
}

async function ask(wish, question = "", box = null) {
  halt();
  const looks = wish === "describe" && !box;
  if (!$("video").hidden && (looks || !photo)) keep(await still(LONGEST_SIDE));
  if (!photo) return state(words.noPhoto);
  here = box ? $("part") : $("answering");
  hush();
  log().replaceChildren();
  state(words.looking);
  const values = new URLSearchParams({ wish, question });
  if (box) values.set("part", box);
  const slow = setTimeout(() => state(words.still), SLOW);
  const done = await request(values, state, () => clearTimeout(slow));
  clearTimeout(slow);
  if (done) explore();
  return done;
}

async function explore() {
  if (explored) return;
  $("places").replaceChildren();
  // Nobody waits for it.
  explored = await request(new URLSearchParams({ wish: "explore" }));
}

// Gives whether it was answered to its end.
async function request(values, told = () => {}, heard = () => {}) {
  if (running) running.abort();
  const own = (running = new AbortController());
  let lost = setTimeout(() => own.abort(), LOST);
  const alive = () => {
    heard();
    clearTimeout(lost);
    lost = setTimeout(() => own.abort(), LOST);
  };
  try {
    await answered(values, own.signal, alive, told);
    return !own.signal.aborted;
  } catch (error) {
    if (running === own) state(error.status ? error.message : words.gone);
    return false;
  } finally {
    clearTimeout(lost);
    if (running === own) running = null;
  }
}

async function answered(values, signal, alive, told) {
  if (known) values.set("photo", known);
  const answer = await send("/ask?" + values, known ? "" : photo, signal);
  for await (const event of lines(answer)) {
    if (signal.aborted) return;
    if (event.photo) known = event.photo;
    else alive();
    if (event.state) told(event.state);
    if (event.place) placed(event);
    if (event.said) {
      // It looks no longer, and must not say so afterwards.
      state("");
      say(event.said);
    }
    if (event.end) return;
    if (event.error && event.error.status === 410 && known) {
      // The computer keeps a photo only for a while.
      known = "";
      values.delete("photo");
      return answered(values, signal, alive, told);
    }
    if (event.error) throw failure(event.error.message, event.error.status);
  }
  throw failure("", 0);
}

function placed({ place, box, closer }) {
  const [left, top, right, bottom] = box;
  const button = document.createElement("button");
  button.type = "button";
  fill(button, place);
  Object.assign(button.style, {
    left: `${100 * left}%`,
    top: `${100 * top}%`,
    width: `${100 * (right - left)}%`,
    height: `${100 * (bottom - top)}%`,
    // The smaller of two is in front.
    zIndex: Math.round(1000 * (1 - (right - left) * (bottom - top))),
  });
  button.addEventListener("focus", () => {
    enlarge(box);
    hush();
    speak(place);
  });
  button.addEventListener("click", () => {
    // Some phones give the focus to no button that is tapped.
    enlarge(box);
    chosen = box;
    $("part-heading").replaceChildren();
    fill($("part-heading"), place);
    $("part").hidden = false;
    ask(closer, "", box);
  });
  $("places").append(button);
}

// Beside the photo: its places stay where a finger finds them.
function enlarge([left, top, right, bottom]) {
  const { naturalWidth, naturalHeight } = $("photo");
  if (!naturalWidth) return;
  const size = [(right - left) * naturalWidth, (bottom - top) * naturalHeight];
  const canvas = $("zoom");
  [canvas.width, canvas.height] = size.map(Math.ceil);
  const from = [left * naturalWidth, top * naturalHeight];
  canvas.getContext("2d").drawImage($("photo"), ...from, ...size, 0, 0, ...size);
  canvas.hidden = false;
}

async function took() {
  const file = $("file").files[0];
  if (!file) return;
  // The same file can be chosen again.
  $("file").value = "";
  switchOff();
  keep(await smaller(file));
  ask("describe");
}

// What the computer's own camera sees.
async function look() {
  switchOff();
  if (running) running.abort();
  const own = (running = new AbortController());
  const lost = setTimeout(() => own.abort(), LOST);
  hush();
  state(words.looking);
  try {
    const seen = await (await send("/look", "", own.signal)).blob();
    // Something else was wanted meanwhile.
    if (running !== own) return;
    switchOff();
    keep(seen);
    ask("describe");
  } catch (error) {
    if (running === own) state(error.status ? error.message : words.gone);
  } finally {
    clearTimeout(lost);
    if (running === own) running = null;
  }
}

// A photo that another app shared. Another site could send one too, so the user has to press.
async function shared({ data }) {
  if (!data) return state(words.noPhoto);
  keep(await smaller(data));
  if ($("photos").hidden) return;
  document.querySelector("[data-wish=describe]").focus();
  state(words.shared);
}

async function takeShared() {
  const worker = navigator.serviceWorker;
  worker.addEventListener("message", shared);
  const { active } = await worker.ready;
  if (location.search !== "?shared") return;
  history.replaceState(null, "", "/");
  active.postMessage("");
}

function keep(picture) {
  photo = picture;
  known = "";
  explored = false;
  here = $("answering");
  $("places").replaceChildren();
  $("part").hidden = $("zoom").hidden = true;
  URL.revokeObjectURL($("photo").src);
  if (photo) $("photo").src = URL.createObjectURL(photo);
  $("exploring").hidden = !photo;
}

async function connect() {
  try {
    await send("/pair", $("code").value);
    $("code").value = "";
    show(true);
    // The button that was pressed is gone.
    $("photo-heading").focus();
    state(words.connected);
  } catch (error) {
    state(error.status ? error.message : words.gone);
  }
}

async function start() {
  $("aloud").checked = localStorage.getItem("aloud") === "yes";
  $("aloud").addEventListener("change", () => {
    localStorage.setItem("aloud", $("aloud").checked ? "yes" : "no");
    // Some phones let a page speak only after it spoke when something was touched.
    speak([{ text: " ", lang: document.documentElement.lang }]);
  });
  for (const [name, camera] of [["take", true], ["choose", false]]) {
    $(name).addEventListener("click", () => {
      if (camera) $("file").setAttribute("capture", "environment");
      else $("file").removeAttribute("capture");
      $("file").click();
    });
  }
  $("file").addEventListener("change", took);
  // Browsers give a page the camera only where nobody can listen in.
  if (navigator.mediaDevices?.getUserMedia) {
    $("live").hidden = false;
    $("live").addEventListener("click", async () => {
      if (camera) ended();
      else if (await switchOn()) state(words.cameraOn);
    });
    $("guide").hidden = false;
    $("guiding").addEventListener("submit", (event) => {
      event.preventDefault();
      const thing = $("thing").value.trim();
      if (thing) guide($("to-thing"), thing, THING_SIDE);
      else state(words.noThing, $("guide"));
    });
    $("to-page").addEventListener("click", () => guide($("to-page"), "", PAGE_SIDE));
    $("halt").addEventListener("click", () => halt() && state(words.halted));
    // It sees nothing while the page is not seen.
    document.addEventListener("visibilitychange", () => document.hidden && ended());
  }
  $("computer")?.addEventListener("click", look);
  $("again").addEventListener("click", again);
  for (const button of document.querySelectorAll("[data-wish]")) {
    button.addEventListener("click", () => ask(button.dataset.wish));
  }
  for (const form of document.querySelectorAll(".asking")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const section = form.closest("#part") || $("answering");
      const field = form.querySelector("input");
      const question = field.value.trim();
      if (!question) return state(words.noQuestion, section);
      const done = await ask("ask", question, section === $("part") ? chosen : null);
      if (done && field.value.trim() === question) field.value = "";
    });
  }
  for (const button of document.querySelectorAll(".copy")) {
    button.addEventListener("click", () => copy(button.closest("section")));
  }
  $("connecting").addEventListener("submit", (event) => {
    event.preventDefault();
    connect();
  });
  const code = location.hash.slice(1);
  try {
    const { name } = await (await send("/hello", "")).json();
    show(Boolean(name));
    if (!name && /^\d{6}$/.test(code)) {
      history.replaceState(null, "", "/");
      $("code").value = code;
      connect();
    }
  } catch (error) {
    show(false);
    state(error.status ? error.message : words.gone);
  }
  // Without a trusted certificate there is no worker, and nothing can be shared.
  navigator.serviceWorker?.register("/shared.js").then(takeShared, () => {});
}

start();
