FROM python:3.11-slim

# One arena gives freed memory back; one for each thread would keep it.
ENV MALLOC_ARENA_MAX=1 \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1

WORKDIR /srv/seedcut
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY .streamlit/ .streamlit/
COPY docs/icon.png docs/
COPY segmentation/ segmentation/
COPY page/ page/
COPY deploy/health.py deploy/
COPY app.py ./

USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "deploy/health.py"]
# Told its address, Streamlit asks nobody for it.
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true", "--server.fileWatcherType=none"]
