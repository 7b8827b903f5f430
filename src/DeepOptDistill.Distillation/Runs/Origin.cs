using System.Globalization;
using System.Reflection;

namespace DeepOptDistill.Distillation.Runs;

/// <summary>What made a record, and when.</summary>
internal static class Origin
{
    /// <summary>Version of the tool, with the commit it was built from where that is known.</summary>
    public static string Tool { get; } =
        typeof(Origin).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>ISO 8601 in UTC.</summary>
    public static string Now(TimeProvider clock) => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
