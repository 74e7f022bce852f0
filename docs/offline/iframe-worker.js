// The theme searches in a worker, and a browser starts none for a page that was opened from a disk.
// There a hidden frame takes its place. The theme asks for a file of this name, and for
// `IFrameWorker` before it looks for further scripts.
if (location.protocol === "file:") {
  window.Worker = window.IFrameWorker = class extends EventTarget {
    constructor(url) {
      super();
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      this.frame = frame;
      const inner = frame.contentWindow;
      inner.document.open(); // else some browsers replace the empty page, script and all, later
      inner.document.write("<!doctype html><title>Search</title>");
      inner.document.close();
      inner.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      const script = inner.document.createElement("script");
      script.src = url;
      this.ready = new Promise((done) => script.addEventListener("load", done));
      inner.document.body.append(script);
    }

    async postMessage(data) {
      await this.ready;
      const inner = this.frame.contentWindow;
      inner.dispatchEvent(new inner.MessageEvent("message", { data }));
    }

    terminate() {
      this.frame.remove();
    }
  };
}
