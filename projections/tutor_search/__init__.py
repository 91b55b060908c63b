"""Which tutors teach what I want, in my language, at my price, when I have time?"""
