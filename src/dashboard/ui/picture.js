// Shows a ready-made SVG. It is drawn on the server, so that the page, the downloads and the papers hold the same picture.
export default function ({ data, parentElement }) {
  const host = parentElement.querySelector("figure");
  host.setAttribute("aria-label", data.title);
  host.innerHTML = data.svg;
}
