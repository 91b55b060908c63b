"""What tells how a student's learning goes: what did they do, and when did we come to know it?"""
