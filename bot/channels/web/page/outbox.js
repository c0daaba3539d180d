// What the person said and the house has not confirmed yet. Each message has an id of its own and stays in the browser until it is
// confirmed: a lost answer, a reload or a dead battery makes it go out again, and the house takes the same id only once.
import { post } from "./door.js";

const PREFIX = "linli.out.";
const waits = [1, 2, 4, 8, 15, 30];

export class Outbox {
  /** `show(item, state)` draws a message; `answered(body)` hears what the house says to it; `reopen()` makes a new session. */
  constructor({ show, answered, refused, reopen, reached, unreached }) {
    Object.assign(this, { show, answered, refused, reopen, reached, unreached });
    this.items = [];
    this.busy = false;
    this.failures = 0;
    this.timer = 0;
  }

  /** Take up what an earlier page left behind. */
  restore() {
    for (const key of keys().sort()) {
      try {
        this.items.push({ key, ...JSON.parse(localStorage.getItem(key)) });
      } catch {
        drop(key);
      }
    }
    for (const item of this.items) this.show(item, "sending");
  }

  has(id) {
    return this.items.some((item) => item.act.id === id);
  }

  /** Say something. `words` is what the own bubble shows, `photo` a data address; with a `name` it is another file. */
  add(act, words = "", photo = "", name = "") {
    const item = { key: `${PREFIX}${String(Date.now()).padStart(15, "0")}.${act.id}`, act, words, photo, name };
    if (this.has(act.id)) return;
    this.items.push(item);
    try {
      localStorage.setItem(item.key, JSON.stringify({ act, words, photo, name }));
    } catch {
      // The browser is full or keeps nothing: the message still lives in this page.
    }
    this.show(item, "sending");
    this.go();
  }

  /** Send what waits, in order, one after another. */
  async go() {
    clearTimeout(this.timer);
    if (this.busy || !this.items.length) return;
    this.busy = true;
    try {
      while (this.items.length) {
        const item = this.items[0];
        this.show(item, "sending");
        const answer = await (item.photo ? this.upload(item) : post("send", JSON.stringify(item.act)));
        if (answer.stranger) {
          if (!(await this.reopen())) return this.later(item, 0);
          continue;
        }
        if (answer.again) {
          if (answer.reached) this.reached(answer.say);
          else this.unreached();
          return this.later(item, answer.wait);
        }
        this.failures = 0;
        this.items.shift();
        drop(item.key);
        if (answer.ok) {
          this.show(item, "sent");
          this.reached("");
          this.answered(answer.body);
        } else {
          this.show(item, "refused");
          this.refused(answer.say);
        }
      }
    } finally {
      this.busy = false;
    }
  }

  async upload(item) {
    const form = new FormData();
    form.append("id", item.act.id);
    form.append("file", bytes(item.photo), item.name || "photo");
    return post("upload", form, 90);
  }

  later(item, wait) {
    for (const each of this.items) this.show(each, "waiting");
    const seconds = Math.max(wait, waits[Math.min(this.failures++, waits.length - 1)]);
    this.timer = setTimeout(() => this.go(), seconds * 1000);
  }
}

/** A fresh id for a message. */
export function newId() {
  const random = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function keys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // There was nothing to drop.
  }
}

function bytes(address) {
  const [head, data] = address.split(",");
  const binary = atob(data);
  return new Blob([Uint8Array.from(binary, (character) => character.charCodeAt(0))], { type: head.slice(5).split(";")[0] });
}
