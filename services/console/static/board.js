// Renews the board from /board/events; without this file the page is what it was when it was opened.
"use strict";

(() => {
  const board = document.getElementById("board");
  const news = document.getElementById("news");
  const offline = document.getElementById("offline");
  const signedOut = document.getElementById("signed-out");
  if (!board || !window.EventSource) return;

  const stream = new EventSource(board.dataset.events);

  stream.addEventListener("board", (event) => {
    const { html, news: said } = JSON.parse(event.data);
    offline.hidden = true;
    swap(html);
    if (said) news.textContent = said;
  });

  // The browser reconnects by itself, except where the server sent it elsewhere: to sign in.
  stream.addEventListener("error", () => {
    const over = stream.readyState === EventSource.CLOSED;
    offline.hidden = over;
    signedOut.hidden = !over;
  });

  // Whoever works with the keyboard stays on the row they were on; if it is gone, on the heading.
  function swap(html) {
    const active = document.activeElement;
    const held = active && board.contains(active) ? active.id : "";
    const inside = held !== "" || (active && board.contains(active));
    board.innerHTML = html;
    if (!inside) return;
    const again = (held && document.getElementById(held)) || document.getElementById("heading");
    again.focus({ preventScroll: true });
  }
})();
