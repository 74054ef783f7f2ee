from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "priemnaya.knowledge"
    label = "knowledge"
