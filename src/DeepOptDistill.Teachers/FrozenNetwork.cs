using DeepOptDistill.Core.Problems;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Teachers.Adapters;
using DeepOptDistill.Teachers.Descriptions;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DeepOptDistill.Teachers;

/// <summary>
/// A frozen network that runs: images in, for each of its outputs one row of numbers an image out. Input and outputs live in buffers
/// for good, pinned and known to the runtime; pixels are normalized straight into the first. Not for several threads at once: each
/// other thread takes one <see cref="Beside"/> it, with buffers of its own over the same weights.
/// </summary>
internal sealed class FrozenNetwork : IDisposable
{
    /// <summary>Most images a run; on one thread sizes from 32 to 512 differ by 3 %.</summary>
    private const int PreferredBatch = 128;

    /// <summary>
    /// Numbers that the outputs of one run may hold together for each of its threads (8 MiB) where the batch is ours to choose.
    /// </summary>
    private const long LargestOutputs = 1 << 21;

    /// <summary>
    /// The same of its input (2 MiB), or of the images before they are resized, where these are larger: three images of 3×224×224.
    /// </summary>
    private const long LargestInput = 1 << 19;

    private readonly InferenceSession session;
    private readonly int threads;
    private readonly string where;
    private readonly bool isBeside;
    private readonly TeacherInput format;
    private readonly IReadOnlyList<(TensorElementType Type, long[] Shape)> found;
    private readonly RunOptions options = new();
    private readonly ImageWriter writer;
    private readonly Connection connection;
    private readonly SampleShape images;
    private readonly NetworkBuffer input;
    private readonly IReadOnlyList<NetworkBuffer> outputs;
    private readonly IReadOnlyList<OutputNumbers> numbers;

    private FrozenNetwork(
        InferenceSession session,
        int threads,
        string where,
        Connection connection,
        TeacherInput format,
        SampleShape images,
        IReadOnlyList<(TensorElementType Type, long[] Shape)> found,
        bool isBeside = false
    )
    {
        (this.session, this.threads, this.where, this.connection, this.format) = (session, threads, where, connection, format);
        (this.images, this.found, this.isBeside) = (images, found, isBeside);
        writer = ImageWriter.Of(format, connection.Input, images);
        Batch = connection.Input.FixedBatch ?? Fitting;
        input = new NetworkBuffer(
            TypeOf(connection.Input),
            NetworkInput.BatchShape(connection.Input.Layout, connection.Input.Shape, Batch),
            Batch
        );
        outputs = [.. found.Select(o => new NetworkBuffer(o.Type, o.Shape, Batch))];
        numbers = [.. outputs.Select(o => new OutputNumbers(o, Batch))];
    }

    /// <summary>Images a run.</summary>
    public int Batch { get; }

    /// <summary>Images of whole runs that make about as much work as one of a batch of ours.</summary>
    public int Block => Batch * Math.Max(1, Fitting / Batch);

    /// <summary>Images a run where the model takes any number.</summary>
    private int Fitting =>
        (int)
            Math.Clamp(
                threads
                    * Math.Min(
                        LargestOutputs / Math.Max(1, found.Sum(o => NetworkBuffer.RowOf(o.Shape))),
                        LargestInput / Math.Max(images.Size, connection.Input.Shape.Size)
                    ),
                1,
                PreferredBatch
            );

    /// <summary>
    /// Opens the part of a model that its connection asks for and finds the true shapes of its outputs by one run on black images.
    /// <paramref name="check"/> gives the problem of an output's shape for a number of images, null where there is none.
    /// </summary>
    /// <exception cref="InputException">ONNX Runtime refuses the model, or an output has the wrong shape.</exception>
    public static FrozenNetwork Open(
        OnnxModel model,
        Connection connection,
        TeacherInput format,
        SampleShape images,
        int threads,
        string where,
        Func<string, long[], int, Problem?> check
    )
    {
        var isWhole = model.Outputs.Select(o => o.Name).SequenceEqual(connection.Outputs, StringComparer.Ordinal);
        var session = Sessions.Open(isWhole ? model : Cut.Below(model, connection.Outputs), where, threads);
        try
        {
            return new(session, threads, where, connection, format, images, FindOutputs(session, connection, where, check));
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The same network for another thread; it may run while this one does, and must not once this one is disposed.</summary>
    public FrozenNetwork Beside() => new(session, threads, where, connection, format, images, found, isBeside: true);

    /// <summary>Answers the images from <paramref name="first"/> on, at most a batch of them, and returns how many they were.</summary>
    /// <param name="images">Raw pixels of <paramref name="count"/> images.</param>
    /// <param name="count">Images.</param>
    /// <param name="first">The first to answer.</param>
    /// <exception cref="InputException">ONNX Runtime stops at them.</exception>
    public int Run(ReadOnlySpan<byte> images, int count, int first)
    {
        var size = Math.Min(Batch, count - first);
        Run(images.Slice(first * this.images.Bytes, size * this.images.Bytes), size, writer);
        return size;
    }

    /// <summary>Answers at most a batch of images, which a writer puts in.</summary>
    public void Run(ReadOnlySpan<byte> images, int size, ImageWriter by)
    {
        by.Write(images, input.Bytes);
        if (size == Batch)
            Run(input.Value, [.. outputs.Select(o => o.Value)]);
        else
            RunRest(size);
    }

    /// <summary>One output's rows of the last run, for its first <paramref name="size"/> images, as the network gives them.</summary>
    public Span<float> Rows(int output, int size) => numbers[output].Rows(size);

    /// <summary>The same in float64.</summary>
    public double[] Doubles(int output, int size) => numbers[output].Doubles(size);

    /// <summary>Shape of one sample of an output: channels, height and width of a map, else one number of features.</summary>
    public IReadOnlyList<int> SizesOf(int output) => TapPoint.SizesOf(outputs[output].Shape);

    /// <inheritdoc/>
    public void Dispose()
    {
        input.Dispose();
        foreach (var output in outputs)
            output.Dispose();
        options.Dispose();
        if (!isBeside)
            session.Dispose();
    }

    /// <summary>Fewer images than a batch: a smaller batch where the model allows it, else one filled up with black images.</summary>
    private void RunRest(int size)
    {
        if (connection.Input.FixedBatch is not null)
        {
            input.Bytes.AsSpan(input.Rows(size).Length).Clear();
            Run(input.Value, [.. outputs.Select(o => o.Value)]);
            return;
        }
        using var someInput = input.Bind(size);
        OrtValue[] someOutputs = [.. outputs.Select(o => o.Bind(size))];
        Run(someInput, someOutputs);
        foreach (var output in someOutputs)
            output.Dispose();
    }

    private void Run(OrtValue from, OrtValue[] to)
    {
        try
        {
            session.Run(options, [connection.Input.Name], [from], connection.Outputs, to);
        }
        catch (OnnxRuntimeException error)
        {
            throw new InputException(Refusal.AtSamples(where, error));
        }
    }

    private static TensorElementType TypeOf(NetworkInput input) => (TensorElementType)input.Type;

    private static List<(TensorElementType, long[])> FindOutputs(
        InferenceSession session,
        Connection connection,
        string where,
        Func<string, long[], int, Problem?> check
    )
    {
        var batch = connection.Input.FixedBatch ?? 2;
        using var answers = connection.Input.FixedBatch is null
            ? AnyBatch(session, connection, where)
            : Black(session, connection, batch, where);
        InputException.ThrowIfAny([
            .. connection
                .Outputs.Zip(
                    answers,
                    (output, value) => Check(output, value, where) ?? check(output, value.GetTensorTypeAndShape().Shape, batch)
                )
                .OfType<Problem>(),
        ]);
        return [.. answers.Select(a => a.GetTensorTypeAndShape()).Select(info => (info.ElementDataType, info.Shape))];
    }

    /// <summary>Answers to two images. Where one can be answered and two cannot, the file's free batch is a fixed one inside.</summary>
    private static IDisposableReadOnlyCollection<OrtValue> AnyBatch(InferenceSession session, Connection connection, string where)
    {
        try
        {
            return Black(session, connection, 2, where);
        }
        catch (InputException two)
        {
            Black(session, connection, 1, where).Dispose();
            throw new InputException(
                new Problem(
                    where,
                    $"a network that answers one image and refuses two{Refused(two.Problems[0].Found)}",
                    "one that answers any number of them, as its free batch says",
                    "A batch of 1 is fixed inside, mostly by the shape of a Reshape: export the network again with −1 there. Or "
                        + "declare the first dimension of its input as 1."
                )
            );
        }
    }

    /// <summary>The operator at which the runtime stopped, in its own words.</summary>
    private static string Refused(string said) =>
        said.IndexOf("running ", StringComparison.Ordinal) is var at and >= 0
        && said.IndexOf(" node", at, StringComparison.Ordinal) is var end and >= 0
            ? $", in {said[(at + 8)..end]}"
            : "";

    private static IDisposableReadOnlyCollection<OrtValue> Black(InferenceSession session, Connection connection, int batch, string where)
    {
        using var black = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance,
            TypeOf(connection.Input),
            NetworkInput.BatchShape(connection.Input.Layout, connection.Input.Shape, batch)
        );
        black.GetTensorMutableRawData().Clear();
        return Sessions.RunOnce(session, new Dictionary<string, OrtValue> { [connection.Input.Name] = black }, connection.Outputs, where);
    }

    private static Problem? Check(string output, OrtValue value, string where) =>
        value.IsTensor && OutputNumbers.Fits(value.GetTensorTypeAndShape().ElementDataType)
            ? null
            : new(
                where,
                $"tensor '{output}' of "
                    + $"{(value.IsTensor ? $"{value.GetTensorTypeAndShape().ElementDataType}" : $"{value.OnnxType}").ToLowerInvariant()}",
                "float32, float16 or float64",
                "Name another output, or export the network in float32."
            );
}
