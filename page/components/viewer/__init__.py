"""The picture of the result: compared with the photo, and looked at closely."""
