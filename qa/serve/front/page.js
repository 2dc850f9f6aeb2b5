"use strict";

// The terminal opens a window for each address that it draws, when it is clicked. Here it cannot: only what the chat itself
// asks for comes with an address, a file of this server or a page that the person has said yes to.
const openWindow = window.open.bind(window);
window.open = (address) => {
  const url = address ? new URL(address, location.href) : null;
  if (url && url.origin === location.origin) {
    const link = document.createElement("a");
    link.href = `file/${url.pathname.split("/").pop()}`;
    link.download = "";
    link.click();
  } else if (url && ["http:", "https:"].includes(url.protocol)) {
    openWindow(url, "_blank", "noopener,noreferrer");
  }
  return null;
};

// Ctrl+V is the browser's, whose clipboard is the person's own.
window.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "v") {
    event.stopImmediatePropagation();
  }
}, true);

// As soon as the chat is drawn it takes what is typed.
document.addEventListener("DOMContentLoaded", () => {
  new MutationObserver((_, observer) => {
    if (document.body.classList.contains("-first-byte")) {
      observer.disconnect();
      document.querySelector(".xterm-helper-textarea").focus();
    }
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
});
