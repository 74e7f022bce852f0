// Python in a worker: fetched from this site, it runs one program after the other for js/run.js.

const FOLDER = new URL("../pyodide/", import.meta.url).href;
const MOST = 20_000; // characters of output that are sent
const NUMPY = /\bnumpy\b/;

// What fails on the way is told at once: Pyodide may wait for ever for what did not come.
let failed;
function fail(why, error) {
  if (!failed) postMessage({ failed: why, error });
  failed = true;
}

const kind = (error) =>
  error instanceof RangeError || /memory/i.test(error.message) ? "memory" : "broken";

// What is fetched is counted on its way.
let files, got, total;
const { fetch } = self;
self.fetch = async (...asked) => {
  const name = new URL(asked[0].url ?? asked[0]).pathname.split("/").pop();
  const answer = await fetch(...asked).catch(() => undefined);
  if (!answer?.ok) {
    fail("missing", name);
    throw new Error(name);
  }
  const counted = new TransformStream({
    transform(chunk, on) { on.enqueue(chunk); count(chunk.length); },
  });
  answer.body.pipeTo(counted.writable).catch(() => fail("missing", name));
  return new Response(counted.readable, answer);
};

const { instantiateStreaming } = self.WebAssembly ?? {};
if (instantiateStreaming) {
  WebAssembly.instantiateStreaming = (...given) => instantiateStreaming(...given).catch((error) => {
    fail(kind(error), error.message);
    throw error;
  });
}

let told = 0;
function count(bytes) {
  got += bytes;
  if (!total || (got < total && performance.now() < told + 100)) return;
  told = performance.now();
  postMessage({ got, total });
}

function expect(names) {
  got = 0;
  total = names.reduce((sum, name) => sum + files[name].bytes, 0);
  postMessage({ got, total });
}

async function module(name) {
  const found = await import(FOLDER + name).catch((error) => {
    fail("missing", name);
    throw error;
  });
  count(files[name].bytes);
  return found;
}

let python, allowed, names;
async function load(numpy) {
  if (!python) {
    new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)); // throws if it is refused
    allowed = true;
    ({ files } = await (await self.fetch(FOLDER + "files.json")).json());
    expect(Object.keys(files).filter((name) => numpy || !name.startsWith("numpy")));
    const { loadPyodide } = await module("pyodide.mjs");
    await module("pyodide.asm.mjs");
    const source = await (await self.fetch(new URL("python.py", import.meta.url))).text();
    const made = await loadPyodide({ indexURL: FOLDER, fullStdLib: false });
    made.setStdout({ write: (bytes) => print("out", bytes) });
    made.setStderr({ write: (bytes) => print("err", bytes) });
    names = made.toPy({ __file__: "python.py", __name__: "python" });
    made.runPython(source, { globals: names, filename: "python.py" });
    python = made;
  } else if (numpy && !python.loadedPackages.numpy) {
    expect(Object.keys(files).filter((name) => name.startsWith("numpy")));
  }
  if (numpy && !python.loadedPackages.numpy) {
    const faults = [];
    python.runPython("library.restore()", { globals: names });
    await python.loadPackage("numpy", {
      messageCallback() {}, errorCallback: (fault) => faults.push(fault),
    });
    if (!python.loadedPackages.numpy) throw new Error(faults.join(" "));
    python.runPython("import numpy.linalg, numpy.random\nsettle()", { globals: names });
  }
}

// What is printed goes out at once, or, when it is much, ten times a second; and not beyond what
// anybody reads. What a program that hangs has printed before is seen.
let printed, length, decoders, sent, times;
function print(kind, bytes) {
  const text = (decoders[kind] ??= new TextDecoder("utf-8", { ignoreBOM: true }))
    .decode(bytes, { stream: true });
  length[kind] += text.length;
  if (printed[kind].length < MOST) printed[kind] += text.slice(0, MOST - printed[kind].length);
  if ((times += 1) < 100 || performance.now() > sent + 100) send();
  return bytes.length;
}

function send(more) {
  sent = performance.now();
  postMessage({ printed: { ...printed }, length: { ...length }, ...more });
}

// Of programs that are only to be made `ready` for, none is run.
onmessage = async ({ data: { programs, ready } }) => {
  try {
    await load(programs.some(([, text]) => NUMPY.test(text)));
  } catch (error) {
    fail(allowed ? kind(error) : "refused", error.message);
    return;
  }
  postMessage({ ready: true });
  if (ready) return;
  const begin = (number) => {
    printed = { out: "", err: "" };
    length = { out: 0, err: 0 };
    decoders = {};
    times = 0;
    postMessage({ number, of: programs.length });
  };
  begin(0);
  try {
    const [fault, spoilt] = JSON.parse(names.get("run")(JSON.stringify(programs), begin));
    send({ done: true, fault, spoilt });
  } catch (error) { // not the program's, but Python's own: it is lost
    send();
    fail("python", error.message.trim().split("\n").pop());
  }
};
