using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data;
using DeepOptDistill.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DeepOptDistill.Teachers;

/// <summary>
/// A frozen network that runs: images in, for each of its outputs one row of numbers an image out. Input and outputs live in buffers
/// for good, pinned and known to the runtime; pixels are normalized straight into the first. Not for several threads at once.
/// </summary>
internal sealed class Network : IDisposable
{
    /// <summary>Images a run where the model takes any number; on one thread sizes from 32 to 512 differ by 3 %.</summary>
    public const int PreferredBatch = 128;

    /// <summary>Numbers that the outputs of one run may hold together (64 MiB) where the batch is ours to choose.</summary>
    private const long LargestOutputs = 1 << 24;

    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly Normalization normalization;
    private readonly Connection connection;
    private readonly NetworkBuffer input;
    private readonly IReadOnlyList<NetworkBuffer> outputs;

    private Network(InferenceSession session, Connection connection, TeacherInput format, ImageShape shape, IReadOnlyList<long[]> outputShapes)
    {
        (this.session, this.connection) = (session, connection);
        normalization = new Normalization(format, shape);
        var numbers = outputShapes.Sum(NetworkBuffer.RowOf);
        Batch = connection.FixedBatch ?? (int)Math.Clamp(LargestOutputs / numbers, 1, PreferredBatch);
        input = new NetworkBuffer(Connection.BatchShape(format.Layout, shape, Batch), Batch);
        outputs = [.. outputShapes.Select(s => new NetworkBuffer(s, Batch))];
    }

    /// <summary>Images a run.</summary>
    public int Batch { get; }

    /// <summary>
    /// Opens the part of a model that its connection asks for and finds the true shapes of its outputs by one run on black images.
    /// <paramref name="check"/> gives the problem of an output's shape for a number of images, null where there is none.
    /// </summary>
    /// <exception cref="InputException">ONNX Runtime refuses the model, or an output has the wrong shape.</exception>
    public static Network Open(OnnxModel model, Connection connection, TeacherInput format, ImageShape shape, int threads, string where, Func<string, long[], int, Problem?> check)
    {
        var isWhole = model.Outputs.Select(o => o.Name).SequenceEqual(connection.Outputs, StringComparer.Ordinal);
        var session = Sessions.Open(isWhole ? model : Cut.Below(model, connection.Outputs), where, threads);
        try
        {
            return new(session, connection, format, shape, OutputShapes(session, connection, format, shape, where, check));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Answers the images from <paramref name="first"/> on, at most a batch of them, and returns how many they were.</summary>
    /// <param name="images">Raw pixels of <paramref name="count"/> images.</param>
    /// <param name="count">Images.</param>
    /// <param name="first">The first to answer.</param>
    public int Run(ReadOnlySpan<byte> images, int count, int first)
    {
        var size = Math.Min(Batch, count - first);
        var pixels = input.Row;
        normalization.Write(images.Slice(first * pixels, size * pixels), input.Numbers);
        if (size == Batch) Run(input.Value, [.. outputs.Select(o => o.Value)]);
        else RunRest(size);
        return size;
    }

    /// <summary>One output's rows of the last run, for its first <paramref name="size"/> images, as the network gives them.</summary>
    public Span<float> Rows(int output, int size) => outputs[output].Numbers.AsSpan(0, size * outputs[output].Row);

    /// <summary>Shape of one sample of an output: channels, height and width of a map, else one number of features.</summary>
    public IReadOnlyList<int> SizesOf(int output) => TapPoint.SizesOf(outputs[output].Shape);

    /// <inheritdoc/>
    public void Dispose()
    {
        input.Dispose();
        foreach (var output in outputs) output.Dispose();
        options.Dispose();
        session.Dispose();
    }

    /// <summary>Fewer images than a batch: a smaller batch where the model allows it, else one filled up with black images.</summary>
    private void RunRest(int size)
    {
        if (connection.FixedBatch is not null)
        {
            input.Numbers.AsSpan(size * input.Row).Clear();
            Run(input.Value, [.. outputs.Select(o => o.Value)]);
            return;
        }
        using var someInput = input.Bind(size);
        OrtValue[] someOutputs = [.. outputs.Select(o => o.Bind(size))];
        Run(someInput, someOutputs);
        foreach (var output in someOutputs) output.Dispose();
    }

    private void Run(OrtValue from, OrtValue[] to) => session.Run(options, [connection.Input], [from], connection.Outputs, to);

    private static List<long[]> OutputShapes(InferenceSession session, Connection connection, TeacherInput format, ImageShape shape, string where, Func<string, long[], int, Problem?> check)
    {
        var batch = connection.FixedBatch ?? 2;
        using var black = OrtValue.CreateTensorValueFromMemory(new float[batch * shape.Size], Connection.BatchShape(format.Layout, shape, batch));
        using var answers = Sessions.RunOnce(session, new Dictionary<string, OrtValue> { [connection.Input] = black }, connection.Outputs, where);
        List<OrtTensorTypeAndShapeInfo> found = [.. answers.Select(a => a.GetTensorTypeAndShape())];
        InputException.ThrowIfAny([.. connection.Outputs.Zip(found, (output, info) => CheckType(output, info, where) ?? check(output, info.Shape, batch)).OfType<Problem>()]);
        return [.. found.Select(info => info.Shape)];
    }

    private static Problem? CheckType(string output, OrtTensorTypeAndShapeInfo found, string where) =>
        found.ElementDataType == TensorElementType.Float
            ? null
            : new(where, $"tensor '{output}' of {found.ElementDataType.ToString().ToLowerInvariant()}", "float32", "Export the network in float32.");
}
