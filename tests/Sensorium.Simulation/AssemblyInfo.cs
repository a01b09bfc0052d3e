// Simulations are busy on one thread each; side by side they would only make one another's real-time limits wrong.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
