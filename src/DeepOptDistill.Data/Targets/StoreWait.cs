namespace DeepOptDistill.Data.Targets;

/// <summary>Patience with a store that another run holds: it fills the store, or looks through it for some seconds.</summary>
/// <param name="Told">Hears once which store is waited for; null where nobody listens.</param>
/// <param name="Cancel">Ends the waiting.</param>
public sealed record StoreWait(Action<string>? Told, CancellationToken Cancel);
