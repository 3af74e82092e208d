"""The Celery side: tasks, the schedule, and the application object that `celery -A workers.app:celery_app` runs."""
