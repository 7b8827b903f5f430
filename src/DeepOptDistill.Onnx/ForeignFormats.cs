namespace DeepOptDistill.Onnx;

/// <summary>Files that people take for ONNX models, told by their first bytes.</summary>
internal static class ForeignFormats
{
    private const string FromTorch = "Export the network from PyTorch: torch.onnx.export(model.eval(), example, 'model.onnx').";
    private const string Load =
        "Load its weights into the network and export that: torch.onnx.export(model.eval(), example, 'model.onnx').";
    private const string Original = "Use the .onnx file that it was made from.";

    /// <summary>What a file is, and what helps; null where its first bytes say nothing.</summary>
    public static (string Found, string Remedy)? Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("version https://git-lfs"u8))
            return ("a pointer of Git LFS in place of the file", "Fetch the file itself: git lfs pull.");
        if (IsAt(bytes, 4, "ORTM"u8))
            return ("a model in the own format of ONNX Runtime (.ort)", Original);
        if (IsAt(bytes, 4, "TFL3"u8))
            return ("a model of TensorFlow Lite", "Convert it with tf2onnx: python -m tf2onnx.convert --tflite FILE --output model.onnx.");
        if (bytes.StartsWith("PK\u0003\u0004"u8))
            return ("a zip archive, as torch.save (.pt, .pth), Keras (.keras) and numpy.savez write", FromTorch);
        if (IsAt(bytes, 1, "HDF\r\n"u8))
            return (
                "an HDF5 file, as Keras writes (.h5)",
                "Convert it with tf2onnx: python -m tf2onnx.convert --keras FILE --output model.onnx."
            );
        if (bytes.StartsWith("GGUF"u8))
            return ("a GGUF file of weights", Load);
        if (IsSafetensors(bytes))
            return ("a safetensors file: weights without a graph", Load);
        if (IsPickle(bytes))
            return ("a pickle, as torch.save (.pt) and joblib write", $"{FromTorch} For scikit-learn use skl2onnx.");
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            return ("a gzip archive", "Unpack it.");
        return bytes.TrimStart(" \r\n\t"u8).StartsWith("<"u8)
            ? ("a page of HTML or XML", "Fetch the file itself: the address led to a page.")
            : null;
    }

    private static bool IsAt(ReadOnlySpan<byte> bytes, int place, ReadOnlySpan<byte> mark) =>
        bytes.Length >= place + mark.Length && bytes[place..].StartsWith(mark);

    /// <summary>Eight bytes with the length of a header in JSON, then the header.</summary>
    private static bool IsSafetensors(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 9 && bytes[8] == '{' && BitConverter.ToUInt64(bytes[..8]) is var length && length <= (ulong)bytes.Length - 8;

    /// <summary>The mark of a protocol from 2 to 5.</summary>
    private static bool IsPickle(ReadOnlySpan<byte> bytes) => bytes.Length > 2 && bytes[0] == 0x80 && bytes[1] is >= 2 and <= 5;
}
