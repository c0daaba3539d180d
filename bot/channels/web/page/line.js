// The line on which the house speaks. It comes back by itself and goes on after the last message heard.
const waits = [1, 2, 4, 8, 15, 30];
const SILENT_MS = 50_000;

export class Line {
  /** `open()` makes sure of a session and resolves to true; `heard(event)`, `ready(told)`, `up()` and `down()` follow the line. */
  constructor({ open, heard, ready, up, down }) {
    Object.assign(this, { open, heard, ready, up, down });
    this.last = 0;
    this.failures = 0;
    this.source = null;
    this.timer = 0;
    this.resting = false;
    this.connecting = false;
    this.heardAt = 0;
    addEventListener("online", () => this.connect());
    addEventListener("offline", () => this.lost());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && (this.resting || Date.now() - this.heardAt > SILENT_MS)) this.connect();
    });
    setInterval(() => {
      if (this.source && Date.now() - this.heardAt > SILENT_MS) this.lost();
    }, 5_000);
  }

  /** A new session knows no old messages. */
  forget() {
    this.last = 0;
  }

  async connect() {
    if (this.connecting) return;
    this.connecting = true;
    this.hangUp();
    try {
      if (!(await this.open())) return this.lost();
    } finally {
      this.connecting = false;
    }
    this.resting = false;
    this.heardAt = Date.now();
    const source = (this.source = new EventSource(`events?after=${this.last}`));
    const alive = (handle) => (event) => {
      if (source !== this.source) return;
      this.heardAt = Date.now();
      handle(event);
    };
    source.onopen = alive(() => this.up());
    source.onmessage = alive((event) => {
      this.last = Number(event.lastEventId);
      this.heard(JSON.parse(event.data));
    });
    source.addEventListener("ready", alive((event) => {
      this.failures = 0;
      this.ready(JSON.parse(event.data));
    }));
    source.addEventListener("here", alive(() => {}));
    source.addEventListener("elsewhere", alive(() => {
      this.hangUp();
      this.resting = true; // newer pages of this device are open; this one wakes when it is looked at
    }));
    source.addEventListener("forgotten", alive(() => this.hangUp()));
    source.onerror = alive(() => this.lost());
  }

  lost() {
    this.hangUp();
    this.down();
    this.timer = setTimeout(() => this.connect(), waits[Math.min(this.failures++, waits.length - 1)] * 1000);
  }

  hangUp() {
    clearTimeout(this.timer);
    if (this.source) this.source.close();
    this.source = null;
  }
}
