"""Which requests about people's data and which breaches are there, and what is overdue of them?"""
