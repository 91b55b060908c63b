"""Which lessons has a student paid for in advance, where did each go, and is their trial taken?"""
