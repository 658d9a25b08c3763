// Injected before every script of a page: times paints from inside it, so that no delay of the driver is in the figures.
//  - a chart is painted once it holds at least one of its SVG marks (shadow roots included)
//  - a page may hold a first screen that its own script later exchanges for the live one (page.cover): charts in it do not
//    count, and those behind it are not painted until it has gone
//  - times are read just after the frame that shows the marks (requestAnimationFrame, then a MessageChannel turn)
(() => {
  if (window.__bench) return;
  const raf = requestAnimationFrame.bind(window), now = () => performance.now();
  const B = (window.__bench = { first: null, all: null, last: 0, events: [], sockets: [], contentful: null, shift: 0 });
  const roots = [], channel = new MessageChannel();
  let pending = false, waiters = [];

  channel.port1.onmessage = () => {
    pending = false;
    const t = now();
    waiters = waiters.filter((waiter) => !waiter(t));
  };
  const look = () => { pending = true; raf(() => channel.port2.postMessage(0)); };
  const dirty = () => { B.last = now(); if (!pending && waiters.length) look(); };
  const wait = (waiter) => { waiters.push(waiter); B.last = now(); look(); };

  const observer = new MutationObserver(dirty);
  const observe = (root) => {
    roots.push(root);
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  };
  observe(document);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) { const root = attach.call(this, options); observe(root); return root; };

  const Socket = window.WebSocket, size = (data) => data.size ?? data.byteLength ?? data.length;
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      const record = (this.__record = { sent: [], received: [] });
      B.sockets.push(record);
      this.addEventListener("message", (event) => record.received.push([now(), size(event.data)]));
    }
    send(data) { this.__record.sent.push([now(), size(data)]); return super.send(data); }
  };
  performance.setResourceTimingBufferSize(3000);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntriesByName("first-contentful-paint")) B.contentful = entry.startTime;
  }).observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) B.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  for (const kind of ["pointerdown", "pointerup", "keydown", "input", "change"])
    window.addEventListener(kind, (event) => B.events.push([kind, event.timeStamp]), true);

  const inside = (outer, node) => { while (node) { if (outer.contains(node)) return true; node = node.getRootNode().host; } return false; };
  const find = (selector, outer) =>
    roots.flatMap((root) => [...root.querySelectorAll(selector)].filter((node) => node.isConnected && (!outer || inside(outer, node))));
  const SHOWN = ["d", "x", "y", "cx", "cy", "width", "height", "fill", "transform", "points", "style", "aria-sort"];
  const shown = (mark) => SHOWN.map((name) => mark.getAttribute(name) || "").join() + (mark.textContent || "");
  // One string for each painted chart; it changes when what the chart shows changes.
  B.charts = (page) =>
    find(page.chart).map((chart) => find(page.mark, chart)).filter((marks) => marks.length).map((marks) => marks.map(shown).join("|"));

  B.watchOpen = (page) => wait((t) => {
    if (page.cover && document.querySelector(page.cover)) return;
    const painted = B.charts(page).length;
    if (painted >= 1) B.first ??= t;
    if (painted >= page.count) { B.all = t; return true; }
  });
  B.again = (page) => { B.first = B.all = null; B.watchOpen(page); };
  B.forget = () => {
    B.events = [];
    for (const socket of B.sockets) { socket.sent = []; socket.received = []; }
    performance.clearResourceTimings();
  };
  // To be called before a control is changed; done at the first paint in which every chart differs from before.
  B.arm = (page) => {
    const before = new Set(B.charts(page));
    B.forget();
    B.first = B.all = null;
    wait((t) => {
      const changed = B.charts(page).filter((chart) => !before.has(chart)).length;
      if (changed >= 1) B.first ??= t;
      if (changed >= page.count) { B.all = t; return true; }
    });
  };
  B.report = () => ({
    first: B.first, all: B.all, last: B.last, events: B.events, sockets: B.sockets,
    contentful: B.contentful, shift: B.shift,
    requests: performance.getEntriesByType("resource").map((r) => ({ start: r.startTime, bytes: r.transferSize })),
  });
  if (window.__benchPage) B.watchOpen(window.__benchPage);
})();
