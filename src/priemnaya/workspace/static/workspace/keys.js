// A key that did not work: said on the page, where the library would only tell the console.
(function () {
  "use strict";
  document.addEventListener("allauth.error", function (event) {
    var said = document.getElementById("key_failed");
    if (!said) return;
    event.preventDefault();
    said.hidden = true;
    window.setTimeout(function () { said.hidden = false; }, 50);
  });
})();
