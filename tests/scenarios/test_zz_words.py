import pytest
def test_words(cast):
    from priemnaya.knowledge.models import Service
    from priemnaya.knowledge.actions.catalogue import wording_of
    n=0
    for s in Service.objects.select_related("organisation"):
        t=s.current.text
        if not (t.questions or t.conditions or t.second): continue
        for f in wording_of(s.organisation,t).report.findings:
            n+=1; print(s.organisation.slug,s.slug,f.level,f.message, getattr(f,"quote","") or getattr(f,"text",""))
    assert n==0
