"""What a visit was like, in young people's own words: asked, sent, moderated with them, shared, answered, told back."""
