// Every text of the page, in both languages.

const WORDS = {
  ko: {
    title: "말벗 연습용 전화",
    subtitle: "텔레그램 계정 없이 봇과 이야기해 보세요",
    bots: "봇",
    you: "나",
    name: "이름",
    guest: "손님",
    language: "언어",
    block: "이 봇 차단",
    about: "텔레그램을 흉내 낸 연습용 화면입니다. 텔레그램으로는 아무것도 보내지 않습니다.",
    gone: "에뮬레이터와 연결이 끊겼습니다. 다시 연결하는 중입니다…",
    nobody: "아직 봇이 없습니다",
    nobodyHint: "봇이 연결되면 여기에 나타납니다.",
    listening: "대화할 수 있습니다",
    silent: "봇이 꺼져 있습니다",
    revoked: "토큰이 폐기된 봇입니다",
    doing: {
      typing: "입력 중…",
      upload_photo: "사진을 보내는 중…",
      record_voice: "녹음하는 중…",
      upload_voice: "음성을 보내는 중…",
      upload_document: "파일을 보내는 중…",
      choose_sticker: "스티커를 고르는 중…",
    },
    start: "시작",
    restart: "차단 해제하고 다시 시작",
    emptyChat: "‘시작’을 누르면 대화가 열립니다.",
    write: "메시지",
    send: "보내기",
    save: "고치기",
    settings: "설정과 봇 목록",
    attach: "첨부",
    commands: "명령어",
    noCommands: "이 봇에는 명령어 목록이 없습니다.",
    photo: "사진",
    sticker: "스티커",
    voice: "음성",
    recording: "녹음 끝내기",
    location: "위치",
    file: "파일",
    noMicrophone: "마이크를 쓸 수 없습니다.",
    tooLarge: "20 MB까지 보낼 수 있습니다.",
    failed: "보내지 못했습니다:",
    reply: "답장",
    edit: "고치기",
    react: "반응",
    more: "메시지 메뉴",
    cancel: "취소",
    replyingTo: "답장할 메시지",
    editing: "고치는 메시지",
    edited: "수정됨",
    forwarded: "전달한 메시지 · ",
    draft: "쓰는 중",
    thinking: "생각 중…",
    blockedNote: "봇을 차단했습니다",
    unblockedNote: "차단을 풀었습니다",
    unread: "새 메시지 있음",
    from: { bot: "봇", me: "나" },
    video: "동영상",
    contact: "연락처",
    place: (latitude, longitude) => `위도 ${latitude}, 경도 ${longitude}`,
    seconds: (count) => `${count}초`,
  },
  en: {
    title: "malbeot practice phone",
    subtitle: "Talk with the bot, no Telegram account needed",
    bots: "Bots",
    you: "You",
    name: "Name",
    guest: "Guest",
    language: "Language",
    block: "Block this bot",
    about: "A practice stand-in for Telegram. Nothing is sent to Telegram itself.",
    gone: "The emulator can’t be reached. Trying again…",
    nobody: "No bot is here yet",
    nobodyHint: "It appears here as soon as one is connected.",
    listening: "listening",
    silent: "the bot is not running right now",
    revoked: "this bot’s token was revoked",
    doing: {
      typing: "typing…",
      upload_photo: "sending a photo…",
      record_voice: "recording…",
      upload_voice: "sending a voice message…",
      upload_document: "sending a file…",
      choose_sticker: "choosing a sticker…",
    },
    start: "Start",
    restart: "Unblock and restart",
    emptyChat: "Press Start to open the conversation.",
    write: "Message",
    send: "Send",
    save: "Save",
    settings: "Settings and bots",
    attach: "Attach",
    commands: "Commands",
    noCommands: "This bot has no list of commands.",
    photo: "Photo",
    sticker: "Sticker",
    voice: "Voice",
    recording: "Stop recording",
    location: "Location",
    file: "File",
    noMicrophone: "No microphone can be used.",
    tooLarge: "Files up to 20 MB can be sent.",
    failed: "Not sent:",
    reply: "Reply",
    edit: "Edit",
    react: "React",
    more: "Message menu",
    cancel: "Cancel",
    replyingTo: "Replying to",
    editing: "Editing",
    edited: "edited",
    forwarded: "Forwarded · ",
    draft: "writing",
    thinking: "Thinking…",
    blockedNote: "You blocked the bot",
    unblockedNote: "You unblocked the bot",
    unread: "new messages",
    from: { bot: "Bot", me: "You" },
    video: "Video",
    contact: "Contact",
    place: (latitude, longitude) => `Latitude ${latitude}, longitude ${longitude}`,
    seconds: (count) => `${count} s`,
  },
};

export const GUESTS = Object.values(WORDS).map((each) => each.guest);
let language = "en";

export function speak(code) {
  language = code in WORDS ? code : "en";
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-words]")) element.textContent = say(element.dataset.words);
}

export function say(name) {
  return WORDS[language][name];
}

export function clockTime(milliseconds) {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(milliseconds);
}

export function fileSize(bytes) {
  const [unit, size] = bytes < 1_000_000 ? ["kilobyte", bytes / 1000] : ["megabyte", bytes / 1_000_000];
  const rounded = Math.max(size, 0.1);
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(rounded);
}
