// A password may be looked at while it is typed: a button beside every field of one. Without scripts it stays hidden.
(function () {
  "use strict";
  var words = document.currentScript.dataset;
  document.querySelectorAll("input[type=password]").forEach(function (field) {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    function say(shown) {
      field.type = shown ? "text" : "password";
      button.textContent = shown ? words.hide : words.show;
      button.setAttribute("aria-pressed", String(shown));
    }
    button.addEventListener("click", function () { say(field.type === "password"); });
    if (field.form) field.form.addEventListener("submit", function () { say(false); });
    field.insertAdjacentElement("afterend", button);
    say(false);
  });
})();
