"""Serves one GGUF model, with its LoRA adapters, over llama.cpp's OpenAI-compatible HTTP server.

Started and watched by Sluice; the only dependency is xllamacpp. The key that callers have to send comes from the
environment variable SLUICE_ENGINE_KEY, because arguments can be read by every user of the machine. Adapters are
registered with scale 0: each request says which of them it wants, and how strongly.
"""

import argparse
import os
import signal
import sys
import threading


def arguments(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True, help="path of the GGUF file")
    parser.add_argument("--alias", required=True, help="name reported in answers")
    parser.add_argument("--port", type=int, required=True, help="port on the loopback address")
    parser.add_argument("--slots", type=int, default=4, help="answers generated side by side")
    parser.add_argument("--context", type=int, default=2048, help="context of one slot, in tokens")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="threads that compute")
    parser.add_argument("--adapter", action="append", default=[], metavar="PATH", help="LoRA adapter; repeatable")
    return parser.parse_args(argv)


def end_with_parent():
    """Ends this process when stdin is closed, which the death of the parent does, however it dies."""
    while os.read(0, 4096):
        pass
    os._exit(0)


def parameters(options):
    import xllamacpp

    chosen = xllamacpp.CommonParams()
    chosen.model.path = options.model
    chosen.model_alias = {options.alias}
    chosen.hostnames = ["127.0.0.1"]
    chosen.port = options.port
    chosen.api_keys = [os.environ.pop("SLUICE_ENGINE_KEY")]
    chosen.n_parallel = options.slots
    chosen.n_ctx = options.context * options.slots  # The server divides it among the slots.
    chosen.cpuparams.n_threads = options.threads
    chosen.cpuparams_batch.n_threads = options.threads
    chosen.ui = False
    chosen.prefill_assistant = False  # An answer of the history is not the beginning of the next one.
    if options.adapter:
        chosen.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(path, 0.0) for path in options.adapter]
        # The prompt cache in memory doesn't know which adapter made an entry and would mix up their answers.
        chosen.cache_ram_mib = 0
    return chosen


def main():
    options = arguments()
    if not os.environ.get("SLUICE_ENGINE_KEY"):
        sys.exit("SLUICE_ENGINE_KEY is not set: expected the key that callers have to send")
    if os.getpgrp() != os.getpid():
        os.setsid()  # Ctrl-C in the terminal is for Sluice, which drains before it closes stdin.
    threading.Thread(target=end_with_parent, daemon=True).start()
    settings = parameters(options)

    import xllamacpp

    server = xllamacpp.Server(settings)
    print("listening on", server.listening_address, flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
