"""What became of what people were shown, by the model that put it in order and by variation?"""
