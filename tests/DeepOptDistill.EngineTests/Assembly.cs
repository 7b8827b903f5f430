// Both engines use every core by themselves; tests beside each other would only slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
