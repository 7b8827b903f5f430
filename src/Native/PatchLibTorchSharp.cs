using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies libLibTorchSharp.so with its one GCC 13 symbol bound locally, so that it loads with the libstdc++ of GCC 12. The symbol
/// (<c>std::ios_base_library_init</c>) is a nullary start-up call that only makes sure iostreams exist; libtorch does that anyway. In the
/// copy the symbol is a hidden definition at <c>.fini</c>, a harmless nullary function, and the version it needed is weak.
/// </summary>
public sealed class PatchLibTorchSharp : Task
{
    private const string KnownHash = "cf33b1b0bb6bbb9754a768fb5c5d04d9f498603be50e73f55621a0b40ee608b8";
    private const string Symbol = "_ZSt21ios_base_library_initv";
    private const string Version = "GLIBCXX_3.4.32";
    private const byte Hidden = 2;
    private const ushort WeakVersion = 2;

    [Required]
    public string Original { get; set; }

    [Required]
    public string Folder { get; set; }

    [Output]
    public string Patched { get; set; }

    public override bool Execute()
    {
        string folder = Path.Combine(Folder, KnownHash.Substring(0, 16));
        Patched = Path.Combine(folder, "libLibTorchSharp.so");
        if (File.Exists(Patched))
            return true;
        byte[] file = File.ReadAllBytes(Original);
        string hash = Hex(SHA256.Create().ComputeHash(file));
        if (hash != KnownHash)
        {
            Log.LogError(
                "{0}: found SHA-256 {1}; expected {2}. Check whether this TorchSharp still needs the patch (src/Native), then update "
                    + "its hash or delete it.",
                Original,
                hash,
                KnownHash
            );
            return false;
        }
        string problem = Patch(file);
        if (problem != null)
        {
            Log.LogError(
                "{0}: found {1}; expected the layout of TorchSharp 0.107.0. Update src/Native/PatchLibTorchSharp.cs.",
                Original,
                problem
            );
            return false;
        }
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

    private static string Patch(byte[] f)
    {
        if (f.Length < 64 || f[0] != 0x7f || f[1] != 'E' || f[4] != 2 || f[5] != 1)
            return "no little-endian 64-bit ELF file";
        long sections = BitConverter.ToInt64(f, 0x28);
        int size = BitConverter.ToUInt16(f, 0x3a),
            count = BitConverter.ToUInt16(f, 0x3c),
            names = BitConverter.ToUInt16(f, 0x3e);
        Func<int, long> header = i => sections + (long)i * size;
        Func<int, long> offset = i => BitConverter.ToInt64(f, (int)header(i) + 0x18);
        Func<int, long> length = i => BitConverter.ToInt64(f, (int)header(i) + 0x20);
        Func<string, int> find = name =>
        {
            for (int i = 0; i < count; i++)
                if (Text(f, offset(names) + BitConverter.ToUInt32(f, (int)header(i))) == name)
                    return i;
            return -1;
        };
        int dynsym = find(".dynsym"),
            dynstr = find(".dynstr"),
            needs = find(".gnu.version_r"),
            fini = find(".fini");
        if (dynsym < 0 || dynstr < 0 || needs < 0 || fini < 0)
            return "a missing section";
        long at = -1;
        for (long e = offset(dynsym); e < offset(dynsym) + length(dynsym); e += 24)
            if (Text(f, offset(dynstr) + BitConverter.ToUInt32(f, (int)e)) == Symbol)
                at = e;
        if (at < 0)
            return "no symbol " + Symbol;
        long version = FindVersion(f, offset(needs), offset(dynstr));
        if (version < 0)
            return "no version " + Version;
        f[at + 5] = Hidden;
        BitConverter.GetBytes((ushort)fini).CopyTo(f, at + 6);
        Array.Copy(f, header(fini) + 0x10, f, at + 8, 8);
        Array.Clear(f, (int)at + 16, 8);
        ushort flags = (ushort)(BitConverter.ToUInt16(f, (int)version + 4) | WeakVersion);
        BitConverter.GetBytes(flags).CopyTo(f, version + 4);
        return null;
    }

    private static long FindVersion(byte[] f, long need, long strings)
    {
        while (true)
        {
            long entry = need + BitConverter.ToUInt32(f, (int)need + 8);
            for (int i = BitConverter.ToUInt16(f, (int)need + 2); i > 0; i--)
            {
                if (Text(f, strings + BitConverter.ToUInt32(f, (int)entry + 8)) == Version)
                    return entry;
                entry += BitConverter.ToUInt32(f, (int)entry + 12);
            }
            uint next = BitConverter.ToUInt32(f, (int)need + 12);
            if (next == 0)
                return -1;
            need += next;
        }
    }

    private static string Text(byte[] f, long at)
    {
        int end = Array.IndexOf(f, (byte)0, (int)at);
        return Encoding.ASCII.GetString(f, (int)at, end - (int)at);
    }

    private static string Hex(byte[] bytes)
    {
        return BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant();
    }
}
