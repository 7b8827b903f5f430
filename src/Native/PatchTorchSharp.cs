using System;
using System.IO;
using System.Security.Cryptography;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies TorchSharp.dll with the attribute that forbids the JIT to optimize its code. TorchSharp makes native scalars of the numbers it is
/// handed (<c>tensor / 2.0</c>) and does not hold them during the native call: in optimized code a garbage collection at that moment frees
/// them, and the call reads freed memory ("Unknown scalar type", wrong numbers, a crash). In code that is not optimized every argument
/// lives until its method returns. What a wrapper's method costs more is small beside the native call it makes.
/// </summary>
public sealed class PatchTorchSharp : Task
{
    private const string KnownHash = "4cdbefe569482662109119685a31312c556ce24e67b6daf75eb16cc62264809c";

    // Debuggable(IgnoreSymbolStoreSequencePoints) as the metadata stores it: length, prolog, flags, no named arguments.
    private static readonly byte[] Optimized = { 8, 1, 0, 0x02, 0x00, 0, 0, 0, 0 };

    // Debuggable(Default | IgnoreSymbolStoreSequencePoints | EnableEditAndContinue | DisableOptimizations), as a debug build has it.
    private static readonly byte[] Plain = { 8, 1, 0, 0x07, 0x01, 0, 0, 0, 0 };

    [Required]
    public string Original { get; set; }

    [Required]
    public string Folder { get; set; }

    [Output]
    public string Patched { get; set; }

    public override bool Execute()
    {
        string folder = Path.Combine(Folder, KnownHash.Substring(0, 16));
        Patched = Path.Combine(folder, "TorchSharp.dll");
        if (File.Exists(Patched))
            return true;
        byte[] file = File.ReadAllBytes(Original);
        string hash = BitConverter.ToString(SHA256.Create().ComputeHash(file)).Replace("-", "").ToLowerInvariant();
        if (hash != KnownHash)
        {
            Log.LogError(
                "{0}: found SHA-256 {1}; expected {2}. Check whether this TorchSharp holds its scalars during calls (GC.KeepAlive), "
                    + "then update its hash in src/Native or delete the patch.",
                Original,
                hash,
                KnownHash
            );
            return false;
        }
        int at = Find(file, 0);
        if (at < 0 || Find(file, at + 1) >= 0)
        {
            Log.LogError(
                "{0}: found no single Debuggable attribute; expected that of TorchSharp 0.107.0. Update src/Native/PatchTorchSharp.cs.",
                Original
            );
            return false;
        }
        Plain.CopyTo(file, at);
        Directory.CreateDirectory(folder);
        string temporary = Patched + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, file);
        // Projects build in parallel: whoever comes second finds the same bytes already there.
        try
        {
            File.Move(temporary, Patched);
        }
        catch (IOException) when (File.Exists(Patched))
        {
            File.Delete(temporary);
        }
        return true;
    }

    private static int Find(byte[] file, int from)
    {
        for (int at = from; at <= file.Length - Optimized.Length; at++)
        {
            int same = 0;
            while (same < Optimized.Length && file[at + same] == Optimized[same])
                same++;
            if (same == Optimized.Length)
                return at;
        }
        return -1;
    }
}
