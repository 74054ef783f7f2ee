// Work instead of waiting: when too much comes at once, the browser solves a small task before it sends a form. Without
// JavaScript, or where there is no WebCrypto, the form goes as it is and a person reads it first.
(function () {
  "use strict";
  var own = document.currentScript, worker = own.dataset.worker, wait = own.dataset.wait;
  var forms = Array.from(document.querySelectorAll("form[data-work], form[data-challenge]"));
  if (!window.Worker || !window.crypto || !window.crypto.subtle) return;

  function field(form, value) {
    var input = form.querySelector("input[name=work]");
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = "work";
      form.appendChild(input);
    }
    input.value = value;
  }
  function tell(form, text) {
    var line = form.querySelector(".work-wait");
    if (!line) {
      line = document.createElement("p");
      line.className = "message work-wait";
      line.setAttribute("role", "status");
      form.appendChild(line);
    }
    line.textContent = text;
  }
  function asked(form) {
    if (form.dataset.challenge) {
      return Promise.resolve({challenge: form.dataset.challenge, bits: Number(form.dataset.bits)});
    }
    var data = new FormData(), email = form.elements.email, number = form.elements.number;
    if (form.elements.purpose) data.append("purpose", form.elements.purpose.value);
    if (form.elements.way) data.append("way", form.elements.way.value);
    if (email) data.append("email", email.value);
    if (form.dataset.number || number) data.append("number", form.dataset.number || number.value);
    return fetch(form.dataset.work, {method: "POST", body: data})
      .then(function (r) { return r.ok ? r.json() : {}; })
      .catch(function () { return {}; });
  }
  function solved(form, task) {
    if (!task.challenge) return Promise.resolve("");
    tell(form, wait);
    return new Promise(function (resolve) {
      var hand = new Worker(worker);
      hand.onmessage = function (event) { hand.terminate(); resolve(task.challenge + " " + event.data); };
      hand.onerror = function () { hand.terminate(); resolve(""); };
      hand.postMessage(task);
    });
  }
  forms.forEach(function (form) {
    var state = "";
    form.addEventListener("submit", function (event) {
      var button = event.submitter;
      if (state === "done" || (button && button.hasAttribute("formaction"))) return;
      event.preventDefault();
      if (state === "busy") return;
      state = "busy";
      asked(form)
        .then(function (task) { return solved(form, task); })
        .then(function (answer) {
          if (answer) field(form, answer);
          state = "done";
          if (form.requestSubmit) form.requestSubmit(button || undefined);
          else form.submit();
        });
    });
    // Back to a page that the browser kept: what was solved has been used up.
    window.addEventListener("pageshow", function (event) {
      if (!event.persisted) return;
      state = "";
      form.removeAttribute("data-challenge");
      field(form, "");
    });
  });
})();
