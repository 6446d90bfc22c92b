"""The process that runs llama.cpp's server: a line of JSON in, and one out as soon as it answers.

It ends when its standard input does, so it never outlives the program that started it.
"""

import contextlib
import json
import os
import sys
from typing import Any, Final

CONTEXT: Final = 4096
"""Tokens of a picture, a question and an answer, with room to spare."""
IMAGE_TOKENS: Final = 256
"""At most, where a model can take a picture in several sizes."""
NICE: Final = 5
"""The embedded model comes first: it is what speaks until this one has an answer."""
ERRORS: Final = 1
"""Of llama.cpp's log, which otherwise holds prompts."""


def main() -> None:
    """Serve the model of the first line until standard input ends."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICE)
    server = _serve(json.loads(sys.stdin.readline()))
    print(json.dumps({"address": server.listening_address}), file=out, flush=True)
    sys.stdin.read()
    # Its threads would be waited for otherwise, and one may be in the middle of a picture.
    os._exit(0)


def _serve(wanted: dict[str, Any]) -> Any:
    """Start the server. Raises RuntimeError if it does not take the model."""
    import xllamacpp

    settings = xllamacpp.CommonParams()
    settings.model.path, settings.mmproj.path = wanted["model"], wanted["eyes"]
    settings.model_alias = {wanted["name"]}
    settings.hostnames, settings.port = ["127.0.0.1"], 0
    settings.api_keys = [wanted["key"]]
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = wanted["threads"]
    settings.n_ctx, settings.n_parallel = CONTEXT, 1
    settings.image_max_tokens = IMAGE_TOKENS
    # A model that thinks aloud first would take longer than anybody waits.
    settings.enable_reasoning = 0
    settings.default_template_kwargs = {"enable_thinking": "false"}
    # Beside the last picture's prompt, up to 8 gigabytes of older ones.
    settings.cache_ram_mib = 0
    settings.endpoint_slots = settings.ui = False
    settings.offline = True
    settings.verbosity = ERRORS
    return xllamacpp.Server(settings)


if __name__ == "__main__":
    main()
