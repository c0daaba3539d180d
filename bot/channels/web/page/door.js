// Requests to the house. Every answer is one of: {ok, body} · {again, wait} for another try · {stranger} · {refused, say}.
import { current } from "./words.js";

export async function post(path, body, seconds = 20) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), seconds * 1000);
  const headers = { "X-Linli": "1", "Accept-Language": current() };
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(path, { method: "POST", headers, body, signal: stop.signal, cache: "no-store" });
    const answer = await response.json().catch(() => null);
    if (response.ok && answer) return { ok: true, body: answer };
    if (response.status === 401) return { stranger: true };
    if (response.status === 429 || response.status >= 500 || response.ok) {
      return { again: true, wait: Number(response.headers.get("Retry-After")) || 3, say: answer && answer.say, reached: true };
    }
    return { refused: true, say: answer && answer.say };
  } catch {
    return { again: true, wait: 0 };
  } finally {
    clearTimeout(timer);
  }
}
