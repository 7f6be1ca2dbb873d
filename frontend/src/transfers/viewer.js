// The viewer of a file's pages: the page changes without the others being loaded again, zooms and turns. A page is shown
// when its picture has come, which the server sends after it has recorded the look. Without this, every link is a page.

const root = document.querySelector("[data-viewer]");
if (root) {
  const part = (name, within = document) => within.querySelector(`[data-viewer-${name}]`);
  const links = [...root.querySelectorAll("[data-viewer-page]")];
  const [stage, sheet, image, wait] = ["stage", "sheet", "image", "wait"].map((name) => part(name));
  const ZOOM = { least: 0.5, most: 4, step: 0.25 };
  let zoom = 1;
  let turns = 0;

  const lay = () => {
    const isSide = turns % 2 === 1;
    const { naturalWidth: width, naturalHeight: height } = image;
    if (!width) return;
    const scale = ((stage.clientWidth - 32) / (isSide ? height : width)) * zoom;
    const [w, h] = [width * scale, height * scale];
    sheet.style.width = `${isSide ? h : w}px`;
    sheet.style.height = `${isSide ? w : h}px`;
    image.style.width = `${w}px`;
    image.style.transform = `translate(-50%, -50%) rotate(${turns * 90}deg)`;
    part("scale").textContent = `${Math.round(zoom * 100)}%`;
  };
  const zoomBy = (steps) => {
    zoom = Math.min(Math.max(zoom + steps * ZOOM.step, ZOOM.least), ZOOM.most);
    lay();
  };
  const turn = () => {
    turns = (turns + 1) % 4;
    lay();
  };
  const told = (text) => {
    wait.textContent = text;
    wait.hidden = !text;
    sheet.hidden = Boolean(text);
  };
  const link = (name, to) => {
    if (to) part(name).href = to.href;
    else part(name).removeAttribute("href");
  };
  const show = (wanted) => {
    const place = links.indexOf(wanted);
    if (place < 0) return;
    links.forEach((one) => one.removeAttribute("aria-current"));
    wanted.setAttribute("aria-current", "page");
    wanted.scrollIntoView({ block: "nearest", inline: "nearest" });
    for (const about of root.querySelectorAll("[data-viewer-about]")) about.hidden = about.id !== wanted.dataset.about;
    document.title = document.title.replace(part("title").textContent, wanted.dataset.title);
    part("title").textContent = image.alt = wanted.dataset.title;
    part("place").textContent = `${place + 1} / ${links.length}`;
    part("file").href = wanted.dataset.file;
    link("before", links[place - 1]);
    link("after", links[place + 1]);
    history.replaceState(null, "", wanted.href);
    [zoom, turns] = [1, 0];
    told(root.dataset.wait);
    image.src = wanted.dataset.picture;
  };
  const go = (step) => show(links[links.findIndex((one) => one.hasAttribute("aria-current")) + step]);

  image.addEventListener("load", () => {
    told("");
    part("time").textContent = new Intl.DateTimeFormat("zh-CN", {
      hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: "Asia/Shanghai",
    }).format(new Date());
    lay();
  });
  image.addEventListener("error", () => told(root.dataset.failed));
  root.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.target.closest("a, button");
    if (!target || target.matches("a:not([href])")) return;
    if (target.matches("[data-viewer-page]")) show(target);
    else if (target.matches("[data-viewer-before]")) go(-1);
    else if (target.matches("[data-viewer-after]")) go(1);
    else if (target.dataset.viewerZoom) zoomBy(Number(target.dataset.viewerZoom));
    else if (target.matches("[data-viewer-turn]")) turn();
    else return;
    event.preventDefault();
  });
  const KEYS = { ArrowLeft: () => go(-1), ArrowRight: () => go(1), "+": () => zoomBy(1), "=": () => zoomBy(1), "-": () => zoomBy(-1), r: turn, R: turn };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (!KEYS[event.key]) return;
    if (event.key.startsWith("Arrow") && document.activeElement === stage && zoom > 1) return;  // scrolls the page
    event.preventDefault();
    KEYS[event.key]();
  });
  addEventListener("resize", lay);
  root.classList.add("is-live");
  for (const tool of root.querySelectorAll(".viewer__tools [hidden]")) tool.hidden = false;
  if (image.complete && image.naturalWidth) lay();
}
