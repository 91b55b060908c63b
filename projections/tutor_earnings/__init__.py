"""What has a tutor earned, where is it now, and why is it no more?"""
