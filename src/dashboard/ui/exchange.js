// The first screen and the live one that takes its place. Streamlit starts once the first is painted, and builds its own
// unseen; when that is whole and stands still, one frame exchanges both: the reader keeps place, focus and what was opened.
(() => {
  const later = LATER;
  const first = document.getElementById("still");
  const root = document.getElementById("root");
  const page = first.querySelector(".stMain");
  const LONGEST_MS = 20000;
  const LETTERS_MS = 2000;
  const begun = performance.now();
  let height = -1;

  // Where a machine has no Japanese letters ours are waited for a moment: the boxes in their stead have other widths.
  first.getBoundingClientRect();
  const coming = [...document.fonts].filter((face) => face.family.includes("Dashboard Gothic") && face.status === "loading");
  let isReadable = !coming.length;
  if (!isReadable) {
    first.style.visibility = "hidden";
    const late = new Promise((resolve) => setTimeout(resolve, LETTERS_MS));
    Promise.race([Promise.allSettled(coming.map((face) => face.loaded)), late]).then(() => {
      isReadable = true;
      first.style.visibility = "";
    });
  }

  let isStarted = false;
  const start = () => {
    if (isStarted) return;
    isStarted = true;
    if (!hasToken()) fetch("./_stcore/health").catch(() => {});
    link("stylesheet", later.styles);
    link("modulepreload", later.modules);
    later.scripts.forEach((src) => import(new URL(src, document.baseURI)));
    look();
  };
  // A page in the background is never painted.
  setTimeout(start, 1000);
  requestAnimationFrame(() => setTimeout(start));

  function link(rel, addresses, rest) {
    document.head.append(
      ...addresses.map((href) => Object.assign(document.createElement("link"), { rel, href, crossOrigin: "" }, rest)),
    );
  }

  // Told where its server is, Streamlit connects without asking first whether it is there. It must have the token by then,
  // which the answer to the first request brings: by it the server knows who has signed in and takes files.
  const hasToken = () => document.cookie.includes("_streamlit_xsrf=");
  const server = () => ({
    BACKEND_BASE_URL: new URL(".", document.baseURI).href,
    HOST_CONFIG: { allowedOrigins: [location.origin], useExternalAuthToken: false, enableCustomParentMessages: false },
  });
  let told;
  Object.defineProperty(window, "__streamlit", { get: () => (told ??= { server: hasToken() ? server() : undefined }).server });
  // Asked whether it writes dates in a language, a browser reads all languages first (40 ms); it is always its own here.
  Intl.DateTimeFormat.supportedLocalesOf = (locales) => [locales].flat();

  function look() {
    const main = root.querySelector('[data-testid="stMain"]');
    const isLate = performance.now() - begun > LONGEST_MS && root.querySelector("h1");
    if (isLate || document.querySelector('[role="dialog"]')) return exchange(main);
    const before = height;
    height = main && isReadable && isWhole() ? main.scrollHeight : -1;
    if (height >= 0 && height === before) return exchange(main);
    // In a page in the background no frame is drawn.
    const late = setTimeout(again, 100);
    const frame = requestAnimationFrame(again);
    function again() {
      clearTimeout(late);
      cancelAnimationFrame(frame);
      look();
    }
  }

  function isWhole() {
    const app = root.querySelector('[data-testid="stApp"]');
    if (app?.dataset.testScriptState !== "notRunning" || !root.querySelector("h1, [role=alert]")) return false;
    if (root.querySelector('[data-testid="stSkeleton"]')) return false;
    const empty = [...root.querySelectorAll('[data-testid="stBidiComponentIsolated"]')].some(
      (island) => !island.shadowRoot?.querySelector("div > *") || island.shadowRoot.querySelector(".linked:empty, .council:empty"),
    );
    const parts = [...root.querySelectorAll(".body-part")];
    const lacks = [...first.querySelectorAll(".body-part")].some((part, at) => part.firstChild && !parts[at]?.firstChild);
    const main = root.querySelector('[data-testid="stMain"]');
    const counts = ["h1, h2", "a", "section", "details"].map((kind) => [main, page].map((each) => each.querySelectorAll(kind).length));
    return !empty && !lacks && counts.every(([live, early]) => live >= early) && hasDrawings();
  }

  // Each picture is drawn, in a narrow place with the drawing for it.
  function hasDrawings() {
    const live = figures(root);
    return figures(first).every((figure, at) => {
      const narrow = figure.querySelector("svg.narrow");
      const wanted = narrow && shows(narrow) ? "svg.narrow" : "svg";
      return !shows(figure) || [...(live[at]?.querySelectorAll(wanted) ?? [])].some(shows);
    });
  }

  function figures(scope) {
    return [...scope.querySelectorAll("*")].flatMap((element) => [
      ...(element.localName === "figure" ? [element] : []),
      ...(element.shadowRoot ? figures(element.shadowRoot) : []),
    ]);
  }

  function shows(element) {
    return element.getBoundingClientRect().width > 0;
  }

  function exchange(main) {
    const place = page.scrollTop;
    const focused = first.contains(document.activeElement) ? document.activeElement : null;
    for (const details of first.querySelectorAll("details[open]")) {
      const same = counterpart(details.querySelector("summary"));
      if (same && !same.parentElement.open) same.click();
    }
    const next = focused && counterpart(focused);
    // Below what was ever in sight heights are estimates: the heading that is read keeps its place.
    const read = [...page.querySelectorAll("h1, h2")].filter((each) => each.getBoundingClientRect().top < innerHeight / 2).at(-1);
    const top = read?.getBoundingClientRect().top;
    const same = place > 0 && read && counterpart(read);
    first.remove();
    if (main) main.scrollTop = place;
    if (main && same) main.scrollTop += same.getBoundingClientRect().top - top;
    // Nothing can have the focus while it is unseen: a stop of the meeting takes it now.
    const stop = document.activeElement === document.body && root.querySelector("[data-stop] h1");
    (next || stop || null)?.focus({ preventScroll: true });
    performance.mark("exchanged");
    link("modulepreload", later.others, { fetchPriority: "low" });
  }

  function counterpart(element) {
    const kind = element.localName;
    const name = nameOf(element);
    const alike = (each) => nameOf(each) === name;
    const at = [...first.querySelectorAll(kind)].filter(alike).indexOf(element);
    const all = [...root.querySelectorAll(kind)].filter(alike);
    return all[at] ?? all[0];
  }

  function nameOf(element) {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("[aria-hidden]").forEach((each) => each.remove());
    return (element.getAttribute("aria-label") ?? copy.textContent).replace(/\s+/g, "");
  }
})();
