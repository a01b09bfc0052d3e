// Mouse, fingers and keys on the map.

const KEY_PAN = 90; // pixels
const WHEEL_LEVELS = 1 / 320; // of a pixel of the wheel's way
const KEYS = {
  ArrowLeft: camera => camera.pan(KEY_PAN, 0),
  ArrowRight: camera => camera.pan(-KEY_PAN, 0),
  ArrowUp: camera => camera.pan(0, KEY_PAN),
  ArrowDown: camera => camera.pan(0, -KEY_PAN),
  "+": camera => camera.zoomBy(0.5),
  "=": camera => camera.zoomBy(0.5),
  "-": camera => camera.zoomBy(-0.5),
};

/**
 * @param {HTMLElement} surface takes the events
 * @param {{hover: (x: number, y: number) => void, leave: () => void, pick: (x: number, y: number) => void, key: (key: string) => boolean}} on
 */
export function gestures(surface, camera, on, signal) {
  const pointers = new Map();
  let travelled = 0;
  const place = event => {
    const box = surface.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const listen = (type, handler, options) => surface.addEventListener(type, handler, { signal, ...options });

  listen("pointerdown", event => {
    if (event.button === 0) {
      surface.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, place(event));
      travelled = 0;
    }
  });

  listen("pointermove", event => {
    const [x, y] = place(event);
    const before = pointers.get(event.pointerId);
    if (!before) {
      on.hover(x, y);
      return;
    }

    travelled += Math.abs(x - before[0]) + Math.abs(y - before[1]);
    const others = [...pointers.entries()].filter(([id]) => id !== event.pointerId);
    if (others.length === 0) {
      camera.pan(x - before[0], y - before[1]);
    } else {
      const [ox, oy] = others[0][1];
      const gap = Math.hypot(x - ox, y - oy) / Math.max(1, Math.hypot(before[0] - ox, before[1] - oy));
      camera.pan((x - before[0]) / 2, (y - before[1]) / 2);
      camera.zoomBy(Math.log2(Math.max(0.5, Math.min(2, gap))), (x + ox) / 2, (y + oy) / 2);
    }

    pointers.set(event.pointerId, [x, y]);
    surface.classList.add("dragged");
  });

  const end = event => {
    if (pointers.delete(event.pointerId) && event.type === "pointerup" && travelled < 5) {
      on.pick(...place(event));
    }

    surface.classList.toggle("dragged", pointers.size > 0);
  };
  listen("pointerup", end);
  listen("pointercancel", end);
  listen("pointerleave", () => on.leave());
  listen("dblclick", event => camera.zoomBy(event.shiftKey ? -1 : 1, ...place(event)));

  // The page scrolls past the map; the wheel zooms once the map has the focus, or with Ctrl, as a pinch on a touchpad has it.
  listen("wheel", event => {
    if (event.ctrlKey || surface.contains(document.activeElement)) {
      event.preventDefault();
      const way = event.deltaY * (event.deltaMode === 1 ? 20 : 1) * (event.ctrlKey ? 4 : 1);
      camera.zoomBy(-Math.max(-400, Math.min(400, way)) * WHEEL_LEVELS, ...place(event));
    }
  }, { passive: false });

  listen("keydown", event => {
    if (event.target === surface && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const move = KEYS[event.key];
      if (move) {
        move(camera);
        event.preventDefault();
      } else if (on.key(event.key)) {
        event.preventDefault();
      }
    }
  });
}
