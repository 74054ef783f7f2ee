// «Вставить» puts a variable where the caret last stood in the form. Without this file the list says what may be
// written.
(function () {
  "use strict";
  var form = document.querySelector("form[data-variables]");
  if (!form) return;
  var last = form.querySelector("textarea[name=text]");
  form.addEventListener("focusin", function (e) {
    if (e.target.matches("textarea[name=text], input[name=value]")) last = e.target;
  });
  // A step offers what it takes: needs, departments, templates.
  form.addEventListener("change", function (e) {
    var row = e.target.name === "do" && e.target.closest("fieldset"), field = row && row.querySelector("[name=value]");
    var own = "values-" + e.target.value;
    if (field) field.setAttribute("list", document.getElementById(own) ? own : "");
  });
  Array.prototype.forEach.call(document.querySelectorAll("[data-variable]"), function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var field = last || form.querySelector("input[name=value]");
      if (!field) return;
      var words = "{" + button.dataset.variable + "}", at = field.selectionStart === null ? field.value.length :
        field.selectionStart;
      field.setRangeText(words, at, field.selectionEnd === null ? at : field.selectionEnd, "end");
      field.focus();
      field.dispatchEvent(new Event("input", {bubbles: true}));
    });
  });
})();
