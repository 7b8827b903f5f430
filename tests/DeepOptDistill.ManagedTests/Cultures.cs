using System.Globalization;

namespace DeepOptDistill.ManagedTests;

/// <summary>
/// Cultures that spell numbers as Germany and Turkey do. The tool runs with invariant globalization, where the names alone would give
/// the invariant culture and a test in them could not fail; so their formats are set here.
/// </summary>
internal static class Cultures
{
    public static CultureInfo Named(string name)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        if (name == "invariant")
            return culture;
        culture.NumberFormat.NumberDecimalSeparator = culture.NumberFormat.PercentDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = culture.NumberFormat.PercentGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = name == "tr-TR" ? "−" : "-";
        culture.NumberFormat.NaNSymbol = name;
        culture.DateTimeFormat.DateSeparator = ".";
        return culture;
    }

    /// <summary>Sets the current culture until disposed.</summary>
    public sealed class Use : IDisposable
    {
        private readonly CultureInfo before = CultureInfo.CurrentCulture;

        public Use(string name)
        {
            CultureInfo.CurrentCulture = Named(name);
            Assert.Equal(name == "invariant" ? "1.5" : "1,5", 1.5.ToString(CultureInfo.CurrentCulture));
        }

        public void Dispose() => CultureInfo.CurrentCulture = before;
    }
}
