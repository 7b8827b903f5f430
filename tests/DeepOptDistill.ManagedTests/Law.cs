using CsCheck;

namespace DeepOptDistill.ManagedTests;

/// <summary>
/// Checks a law on cases that are the same in every run: CsCheck fixes only the first case's seed, so each case is a first one.
/// </summary>
internal static class Law
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    public static void Holds<T>(this Gen<T> cases, Func<T, bool> law, int count = 200)
    {
        for (ulong i = 1; i <= (ulong)count; i++)
            cases.Sample(law, seed: new PCG(1, i * Golden).ToString(), iter: 1, threads: 1);
    }
}
