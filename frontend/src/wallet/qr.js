// Draws the text of a code as an SVG: alphanumeric mode, level L, quiet zone 4, one path, no style.

import qrcode from "qrcode-generator";

const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";

export function draw(text, { colour, label }) {
  const code = qrcode(0, "L");
  code.addData(text, "Alphanumeric");
  code.make();
  const size = code.getModuleCount();
  const picture = element("svg", { viewBox: `0 0 ${size + 2 * QUIET} ${size + 2 * QUIET}`, role: "img", "aria-label": label });
  picture.append(
    element("rect", { width: size + 2 * QUIET, height: size + 2 * QUIET, fill: "#FFFFFF" }),
    element("path", { d: dark(code, size), fill: colour, "shape-rendering": "crispEdges" }),
  );
  return picture;
}

function dark(code, size) {
  const runs = [];
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (!code.isDark(row, column)) continue;
      let end = column;
      while (end < size && code.isDark(row, end)) end += 1;
      runs.push(`M${column + QUIET} ${row + QUIET}h${end - column}v1h${column - end}z`);
      column = end;
    }
  }
  return runs.join("");
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}
