// Runs before Streamlit on every page: says its fixed words in Japanese, closes its menu on a phone, and keeps the way
// back free of views that nobody saw. What is ours is never touched, whatever its words.
(() => {
  const WORDS = {
    "Skip to main content": "本文へ移る",
    "App pages": "画面の切り替え",
    "Navigate to home page": "総括を開く",
    "Main menu": "メニュー",
    "Sidebar": "画面の切り替え",
    "Expand sidebar": "画面の切り替えを開く",
    "Collapse sidebar": "画面の切り替えを閉じる",
    "Notifications": "お知らせ",
    "Running...": "計算しています",
    "Stop": "止める",
    "Stopping...": "止めています",
    "Rerun": "もう一度表示する",
    "Print": "印刷",
    "Settings": "設定",
    "About": "このアプリについて",
    "Close": "閉じる",
    "Dismiss": "閉じる",
    "Open": "開く",
    "Clear value": "選択を消す",
    "Clear all": "すべて外す",
    "Clear entry": "入力を消す",
    "Select all": "すべて選ぶ",
    "Selected values": "選んだもの",
    "Selectbox options": "選択肢",
    "Multiselect options": "選択肢",
    "Choose an option": "選んでください",
    "Choose options": "選んでください",
    "No results": "当てはまるものがありません",
    "No options to select": "選べるものがありません",
    "Invalid input.": "使えない値です。",
    "Link to heading": "この見出しへのリンク",
    "Fullscreen": "全画面で見る",
    "Close fullscreen": "全画面を閉じる",
    "file upload": "ファイルの選択",
    "Upload": "ファイルを選ぶ",
    "Add files": "別のファイルを選ぶ",
    "Drag and drop a file here": "ここにドラッグ＆ドロップ",
    "Connection error": "サーバーにつながりません",
    "Streamlit server is not responding. Are you connected to the internet?":
      "サーバーから返事がありません。ネットワークを確かめてください。つながると、続きから使えます。",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:":
      "サーバーが動いていないようです。止まっているときは、もう一度起動してください：",
    "Connection timed out.": "時間内に返事がありませんでした。",
    "Connection lost. Please wait for the app to reconnect, then try again.":
      "接続が切れました。つながり直してから、もう一度押してください。",
    "Connecting": "接続しています",
    "CONNECTING": "接続しています",
    "Please wait...": "お待ちください",
    "Page not found": "この画面はありません",
    "Download failed": "ファイルを作れませんでした",
    "Network error": "通信できませんでした",
    "Bad message format": "通信の誤り",
    "Empty": "空欄",
    "Help": "説明",
    "view more": "続きを見る",
    "view less": "短くする",
  };
  const PATTERNS = [
    [/^Help for (.+)$/s, "$1の説明"],
    [/^Remove (.+)$/s, "「$1」を外す"],
    [/^Fullscreen: (.+)$/s, "全画面で見る：$1"],
    [/^Close fullscreen: (.+)$/s, "全画面を閉じる：$1"],
    [/^You can only select up to (\d+) options?\. Remove an option first\.$/, "選べるのは$1つまでです。ほかを選ぶには、先に一つ外してください。"],
    [/^(\d+)MB per file$/, "1ファイル$1MBまで"],
    [/^Error: File must be ([\d.]+)MB or smaller\.?$/, "$1MBを超えるファイルは読めません。"],
    [/^(\d+) options? available\.$/, "選択肢は$1件です。"],
    [/^(\d+) more$/, "ほか$1画面"],
    [/^Error: (.+)$/s, "誤り：$1"],
    [/^([\d.]+)B$/, "$1バイト"],
    [/^Press (\S+) to (apply|submit form)$/, "$1で決まります"],
    [/^Connection failed with status (\d+)(, and response:|\.)$/, "つながりませんでした（$1）。"],
  ];
  const NAMES = ["aria-label", "title", "placeholder", "alt", "aria-valuetext"];
  // Names given by readers and by the plan, and the pictures, stand in these.
  const OURS = '#still, [data-testid="stHtml"], [data-testid="stBidiComponentIsolated"], .body-part, [role="option"] [data-value], svg, style, script';
  const MARKDOWN = '[data-testid="stMarkdownContainer"]';
  const STREAMLITS = '[role="dialog"], [data-testid="stFileUploaderDropzone"], [data-testid="stToast"], [data-testid="InputInstructions"], [data-testid="stHeader"]';

  const japanese = (words) => {
    const text = words.trim();
    if (!/[A-Za-z]/.test(text)) return null;
    if (Object.hasOwn(WORDS, text)) return WORDS[text];
    const rule = PATTERNS.find(([pattern]) => pattern.test(text));
    return rule ? text.replace(...rule) : null;
  };
  const isOurs = (element) =>
    !element || element.closest(OURS) || (element.closest(MARKDOWN) && !element.closest(STREAMLITS));

  const text = (node) => {
    const words = japanese(node.nodeValue);
    if (words && node.nodeValue !== words && !isOurs(node.parentElement)) node.nodeValue = words;
  };
  const names = (element) => {
    for (const name of NAMES) {
      const words = element.hasAttribute(name) && japanese(element.getAttribute(name));
      if (words && !element.closest(OURS)) element.setAttribute(name, words);
    }
  };
  const all = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return text(node);
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(OURS)) return;
    names(node);
    node.childNodes.forEach(all);
  };
  const observer = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") names(change.target);
      else if (change.type === "characterData") text(change.target);
      else change.addedNodes.forEach(all);
    }
  });
  // Not while the first screen is read, which is in Japanese.
  addEventListener("DOMContentLoaded", () => {
    all(document.body);
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: NAMES });
  });

  // On a phone the menu lies over the page: it goes once a screen is chosen.
  document.addEventListener("click", (event) => {
    const menu = event.target.closest?.('[data-testid="stSidebar"]');
    if (menu && event.target.closest('[data-testid="stSidebarNavLink"]') && menu.getBoundingClientRect().right > innerWidth / 2)
      menu.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  });

  // A link of ours to another screen opens it as those of Streamlit do: the address, then what a step through it does.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#root a.inner");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    acted = false;
    push(null, "", link.href);
    dispatchEvent(new PopStateEvent("popstate", { state: null }));
  });

  // What the server adds to an address by itself, such as the day taken along to another screen, is no step of its own.
  let acted = false;
  for (const kind of ["click", "change", "input", "keydown"])
    document.addEventListener(kind, () => (acted = true), { capture: true });
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {
    const wanted = window.dashboardBodies?.wanted ?? null;
    const there = new URL(url, location);
    if (wanted !== null && there.pathname === location.pathname && (there.searchParams.get("indicator") ?? "") !== wanted) {
      // The server's answer to a choice that the reader has left behind (indicator_select.js).
      if (wanted) there.searchParams.set("indicator", wanted);
      else there.searchParams.delete("indicator");
      return history.replaceState(state, title, there);
    }
    if (!acted) return history.replaceState(state, title, url);
    acted = false;
    push(state, title, url);
  };

  // Whoever closes or reloads the page while a file lies there is asked first: only this page has it.
  addEventListener("beforeunload", (event) => {
    if (document.querySelector(".st-key-findings")) event.preventDefault();
  });
})();
