// The city's events, for as long as the page is open. A connection that is lost is made again, sooner at first and then more seldom.

const RETRY_MS = [250, 500, 1000, 2000, 4000];
const SILENT_MS = 6000; // The city has a pulse twice a second; a connection that is silent for longer is dead.
const HIDDEN_MS = 30000; // Nobody looks: the connection is given back.

export class Events {
  #source = null;
  #handlers = new Map();
  #retry = 0;
  #attempt = 0;
  #last = performance.now();
  #opened = 0;
  #hidden = 0;

  constructor(address, signal) {
    this.address = address;
    const watch = setInterval(() => this.#watch(), 1000);
    document.addEventListener("visibilitychange", () => this.#seen(), { signal });
    addEventListener("online", () => this.#again(0), { signal });
    signal.addEventListener("abort", () => {
      clearInterval(watch);
      clearTimeout(this.#retry);
      clearTimeout(this.#hidden);
      this.#source?.close();
    });
  }

  /** The browser's milliseconds since the last word from the city. */
  get silence() {
    return performance.now() - this.#last;
  }

  /** Calls back with the data of each event of a name; "reopened" comes where a lost connection is there again, "failed" where a try failed. */
  on(name, handler) {
    this.#handlers.set(name, [...this.#handlers.get(name) ?? [], handler]);
  }

  open() {
    this.#source?.close();
    const source = this.#source = new EventSource(this.address);
    for (const name of this.#handlers.keys()) {
      source.addEventListener(name, event => this.#receive(name, event));
    }

    source.addEventListener("open", () => {
      this.#attempt = 0;
      this.#opened++;
      if (this.#opened > 1) {
        this.#dispatch("reopened");
      }
    });
    source.addEventListener("error", () => {
      if (source === this.#source) {
        source.close();
        this.#dispatch("failed");
        this.#again(RETRY_MS[Math.min(this.#attempt++, RETRY_MS.length - 1)]);
      }
    });
  }

  #receive(name, event) {
    this.#last = performance.now();
    this.#dispatch(name, JSON.parse(event.data));
  }

  #dispatch(name, data) {
    this.#handlers.get(name)?.forEach(handler => handler(data));
  }

  #again(after) {
    clearTimeout(this.#retry);
    this.#retry = document.hidden ? 0 : setTimeout(() => this.open(), after);
  }

  #watch() {
    if (this.#source?.readyState === EventSource.OPEN && this.silence > SILENT_MS) {
      this.#last = performance.now() - SILENT_MS / 2;
      this.open();
    }
  }

  #seen() {
    clearTimeout(this.#hidden);
    if (document.hidden) {
      this.#hidden = setTimeout(() => {
        this.#source?.close();
        this.#source = null;
      }, HIDDEN_MS);
    } else if (!this.#source || this.#source.readyState === EventSource.CLOSED) {
      this.#again(0);
    }
  }
}
