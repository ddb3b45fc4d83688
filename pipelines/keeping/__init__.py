"""Where the bytes of pages are kept, and what is known of each time that they were captured."""
