// What the page is made of: elements, marks and the room on the canvas.
"use strict";
const parts = (() => {
  // --- elements: everything that comes from pages is set as text, never as markup
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(properties)) {
      if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  /** A name from a page, whose marks of direction reach no further than itself. */
  const own = (text) => make("bdi", {}, text);

  const SHAPES = {
    dot: "M8 2.5a5.5 5.5 0 1 0 .01 0z",
    hexagon: "M4.8 2.5h6.4L14.5 8l-3.3 5.5H4.8L1.5 8z",
    square: "M3 3h10v10H3z",
    diamond: "M8 1.5L14.5 8 8 14.5 1.5 8z",
    triangle: "M8 2l6.5 11.5h-13z",
    triangleDown: "M8 14L1.5 2.5h13z",
    star: "M8 1l2.1 4.7 5.1.5-3.8 3.5 1.1 5L8 12.1l-4.5 2.6 1.1-5L.8 6.2l5.1-.5z",
  };
  function glyph(type) {
    const space = "http://www.w3.org/2000/svg";
    const drawing = document.createElementNS(space, "svg");
    const path = document.createElementNS(space, "path");
    drawing.setAttribute("class", "glyph");
    drawing.setAttribute("viewBox", "0 0 16 16");
    drawing.setAttribute("aria-hidden", "true");
    path.setAttribute("d", SHAPES[type.shape]);
    path.setAttribute("fill", type.hollow ? "none" : type.colour);
    path.setAttribute("stroke", type.colour);
    path.setAttribute("stroke-width", type.hollow ? "2.4" : "1");
    drawing.append(path);
    return drawing;
  }
  const cut = (text, length) => ([...text].length > length ? `${[...text].slice(0, length - 1).join("")}…` : text);
  /** Rectangles that do not overlap, found by the squares of a raster. */
  function roomBook(square) {
    const squares = new Map();
    const keys = (left, top, right, bottom) => {
      const found = [];
      for (let column = Math.floor(left / square); column <= right / square; column++) {
        for (let row = Math.floor(top / square); row <= bottom / square; row++) found.push(`${column} ${row}`);
      }
      return found;
    };
    return {
      book(left, top, right, bottom) {
        const here = keys(left, top, right, bottom);
        const clash = here.some((key) => (squares.get(key) || []).some((other) =>
          left < other[2] && right > other[0] && top < other[3] && bottom > other[1]));
        if (clash) return false;
        for (const key of here) squares.set(key, [...(squares.get(key) || []), [left, top, right, bottom]]);
        return true;
      },
    };
  }
  return { make, own, glyph, cut, roomBook };
})();
