"""Running notebooks, and writing what others read: codebook, README, website, releases, exports."""
