"""Ends with an error unless the page answers; for the container's health check."""

import os
import urllib.request

path = os.environ.get("STREAMLIT_SERVER_BASE_URL_PATH", "").strip("/")
port = os.environ.get("STREAMLIT_SERVER_PORT", "8501")
address = f"http://127.0.0.1:{port}/{path}/_stcore/health".replace(f"{port}//", f"{port}/")
with urllib.request.urlopen(address, timeout=4) as answer:
    answer.read()
