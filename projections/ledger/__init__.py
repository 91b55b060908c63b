"""Where is all the money: every movement of it, and what each account holds?"""
