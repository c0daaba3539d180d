// The conversation on the screen: its order, which buttons count, and where the reader is.
import { mark, mine, pause, spend, theirs } from "./bubbles.js";
import { current, say } from "./words.js";

const QUIET_MS = 20 * 60_000;

export class Chat {
  constructor(press, extras) {
    this.press = press;
    this.extras = extras;
    this.log = document.getElementById("log");
    this.list = document.getElementById("messages");
    this.newer = document.getElementById("newer");
    this.rows = new Map(); // of own messages, by the page's id
    this.seen = new Set(); // ids of the house's history
    this.asking = null;
    this.lastAt = 0;
    this.firstId = 0;
    this.live = false; // the history has been shown
    this.following = true; // the reader is at the end
    this.resting = 0; // where the page itself has scrolled to
    this.anchor = null; // the message that stands at the top there; null at the end
    this.next = null; // the first of the messages that are just arriving
    this.log.addEventListener("scroll", () => {
      if (this.unmoved()) return;
      const { scrollTop, scrollHeight, clientHeight } = this.log;
      this.following = scrollHeight - scrollTop - clientHeight < 80;
      if (this.following) this.newer.hidden = true;
    }, { passive: true });
    this.newer.addEventListener("click", () => this.toEnd());
    // The window changes, and so do messages after they came: a tick appears, spent buttons fold. What was in view stays there.
    const settle = new ResizeObserver(() => this.unmoved() && this.rest(this.anchor));
    settle.observe(this.log);
    settle.observe(this.list);
  }

  clear() {
    this.list.replaceChildren();
    this.rows.clear();
    this.seen.clear();
    this.asking = null;
    this.lastAt = this.firstId = 0;
    this.live = false;
    this.following = true;
  }

  /** The history is complete: show its end, or the beginning of a last message that is longer than the screen. */
  ready() {
    if (this.live) return;
    this.live = true;
    this.rest([...this.list.querySelectorAll(":scope > .theirs")].pop() || null);
  }

  /** A message from the history or just said, by either side. */
  hear(event) {
    if (this.seen.has(event.id)) return;
    this.seen.add(event.id);
    this.firstId = this.firstId || event.id;
    if (event.own) {
      let row = this.rows.get(event.client);
      if (!row) {
        row = mine({ words: event.message.text, document: event.message.document });
        this.rows.set(event.client, row);
        this.place(row, event.at);
      } else if (!row.isConnected) {
        this.place(row, event.at);
      }
      row.dataset.id = event.id;
      if (!row.dataset.state) mark(row, "sent");
      this.follow(null);
      return;
    }
    const row = theirs(event, this.press, this.extras(event.message));
    if (row.querySelector(".choices")) {
      this.answered();
      this.asking = row;
    }
    this.place(row, event.at);
    this.follow(row);
  }

  /** An own message on its way. */
  show(item, state, again) {
    if (!item.words && !item.photo) return;
    let row = this.rows.get(item.act.id);
    if (!row) {
      row = mine(item);
      this.rows.set(item.act.id, row);
      this.list.append(row);
      this.toEnd();
    }
    mark(row, state, again);
  }

  /** The buttons of the newest question have done their work. */
  answered() {
    if (this.asking) spend(this.asking);
    this.asking = null;
  }

  /** Older history, above what is there. */
  prepend(events) {
    const height = this.log.scrollHeight;
    const before = this.list.firstChild;
    for (const event of events) {
      if (this.seen.has(event.id)) continue;
      this.seen.add(event.id);
      const row = event.own
        ? mine({ words: event.message.text, document: event.message.document })
        : theirs(event, this.press, []);
      spend(row);
      this.list.insertBefore(row, before);
    }
    if (events.length) this.firstId = events[0].id;
    this.log.scrollTop += this.log.scrollHeight - height;
  }

  /** Where the house has not confirmed them yet, own messages stay below all others. */
  place(row, at) {
    const waiting = [...this.list.children].find((each) => each.matches(".mine") && !each.dataset.id && each !== row);
    if (at - this.lastAt > QUIET_MS) this.list.insertBefore(pause(when(at)), waiting || null);
    this.lastAt = at;
    this.list.insertBefore(row, waiting || null);
  }

  /** Keep the end in view, but let what is longer than the screen start at its beginning; leave a reader alone who is elsewhere. */
  follow(row) {
    if (!this.live) return;
    if (!this.following && !this.next) {
      this.tell("newer");
      return;
    }
    this.next = this.next || row;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.rest(this.next);
      this.next = null;
    });
  }

  rest(row) {
    this.anchor = row;
    const end = this.log.scrollHeight - this.log.clientHeight;
    const start = row ? row.offsetTop - 14 : end;
    this.resting = Math.max(0, Math.min(end, start));
    this.log.scrollTop = this.resting;
    this.following = this.resting >= end - 8;
    if (this.following) this.newer.hidden = true;
    else this.tell("below");
  }

  /** Say that there is more further down; a tap goes there. */
  tell(key) {
    this.newer.textContent = say(key);
    this.newer.hidden = false;
  }

  /** Whether the page stands where it put itself. */
  unmoved() {
    return Math.abs(this.log.scrollTop - this.resting) <= 8;
  }

  toEnd() {
    this.rest(null);
  }
}

function when(at) {
  const day = new Date(at);
  const locale = current() === "zh" ? "zh-CN" : "en-GB";
  const clock = day.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", hour12: false });
  const midnight = new Date().setHours(0, 0, 0, 0);
  if (at >= midnight) return `${say("today")} ${clock}`;
  if (at >= midnight - 86_400_000) return `${say("yesterday")} ${clock}`;
  return `${day.toLocaleDateString(locale, { month: "long", day: "numeric" })} ${clock}`;
}
