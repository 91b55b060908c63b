"""What has somebody agreed to, and when: now, at any position, at any instant; in which words?"""
