// The page's own few words. Everything else comes from the house in the person's language.
const WORDS = {
  zh: {
    write: "在这里打字", writing: "写消息", send: "发送", photo: "发照片", takePhoto: "拍照或选照片", takeFile: "选择文件", place: "发送我的位置",
    myPlace: "📍 我的位置", size: "换一个字号", theme: "换成深色或浅色", log: "聊天", menu: "常用服务",
    sizes: ["标准字号", "大字号", "特大字号"], dark: "深色", light: "浅色",
    offline: "网络断了，连上后会自动接着发", sending: "发送中…", sent: "已送达", retry: "没发出去，点这里重试",
    spent: "刚才的选项", newer: "有新消息 ↓", below: "下面还有 ↓", earlier: "看更早的消息", today: "今天", yesterday: "昨天",
    voice: "语音", file: "打开文件", noPlace: "没有拿到位置。可以直接打字告诉我们在哪里。",
    tooLarge: "这张照片太大了，请换一张小一点的。", fileTooLarge: "文件太大了，请发1MB以内的。", notNow: "现在没发出去，请稍后再试。", me: "我",
  },
  en: {
    write: "Type here", writing: "Message", send: "Send", photo: "Send a photo", takePhoto: "Take or choose a photo", takeFile: "Choose a file", place: "Send my location",
    myPlace: "📍 My location", size: "Change the text size", theme: "Switch dark or light", log: "Chat", menu: "Services",
    sizes: ["Standard text", "Large text", "Very large text"], dark: "Dark", light: "Light",
    offline: "You are offline. Your messages go out by themselves once you are back.", sending: "Sending…", sent: "Sent",
    retry: "Not sent. Tap here to try again", spent: "Earlier choices", newer: "New message ↓", below: "More below ↓", earlier: "Earlier messages",
    today: "Today", yesterday: "Yesterday", voice: "Voice message", file: "Open the file",
    noPlace: "We could not get your location. You can simply type where it is.",
    tooLarge: "This photo is too large. Please choose a smaller one.", fileTooLarge: "This file is too large. It may have up to 1 MB.", notNow: "That did not go out. Please try again later.", me: "Me",
  },
};

let language = (navigator.language || "zh").toLowerCase().startsWith("zh") ? "zh" : "en";
const listeners = [];

export const current = () => language;
export const say = (key) => WORDS[language][key];

/** Calls `listener` now and whenever the person's language turns out to be another. */
export function onLanguage(listener) {
  listeners.push(listener);
  listener();
}

/** The house has spoken in this language: so does the page. */
export function speak(other) {
  if (!WORDS[other] || other === language) return;
  language = other;
  for (const listener of listeners) listener();
}
