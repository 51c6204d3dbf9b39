"""The web page that plays the phone: HTML, style and scripts as files, no build, nothing from outside."""
