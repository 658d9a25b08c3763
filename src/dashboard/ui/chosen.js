// Tells all linked pictures which region the page is about: after a choice in a box, a link, a way back.
export default function ({ data }) {
  const page = document.documentElement;
  if (page.dataset.region === data.region) return;
  page.dataset.region = data.region;
  window.dispatchEvent(new CustomEvent("dashboard-region"));
}
