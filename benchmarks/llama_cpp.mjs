// Times llama.cpp on a model file: node llama_cpp.mjs MODEL.gguf PREFIX TOKENS ROUNDS
// Prints the tokens a second of each round, one a line, after a first round that is not counted.
import { getLlama } from "node-llama-cpp";

const [path, prefix, tokens, rounds] = process.argv.slice(2);
const llama = await getLlama({ gpu: false, build: "never", logLevel: "error" });
const model = await llama.loadModel({ modelPath: path });
const context = await model.createContext({ contextSize: 192, threads: 2, flashAttention: false });
const sequence = context.getSequence();
for (let round = 0; round <= Number(rounds); round++) {
    await sequence.clearHistory();
    const read = Array.from({ length: Number(prefix) }, (_, place) => 10 + place);
    let count = 0;
    let start = 0;
    for await (const token of sequence.evaluate(read, { temperature: 0, yieldEogToken: true })) {
        if (count === 0) start = performance.now();
        if (++count > Number(tokens)) break;
    }
    if (round) console.log(Number(tokens) / ((performance.now() - start) / 1000));
}
process.exit(0);
